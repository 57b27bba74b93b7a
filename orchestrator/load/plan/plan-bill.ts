import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FileLoad } from '../../warehouses/file-load.ts';
import { badByte, findBadByte } from '../content/find-bad-byte.ts';
import type { InspectedFile } from '../content/inspect-file.ts';
import { readHeader } from '../content/read-header.ts';
import { bindBill } from '../formats/bind-bill.ts';
import { findWideDecimals } from '../formats/find-wide-decimals.ts';
import { type BillSpec, isBillSpec, recognizeFormat } from '../formats/recognize-format.ts';
import { monthOfFileName } from '../formats/statement-month.ts';
import { saysMonth } from '../raw/bill-part.ts';
import { rawRelation } from '../raw/raw-table.ts';
import { billFileId } from './file-id.ts';
import {
  type Content,
  type FilePlan,
  fileError,
  type PlanContext,
  type PlannedLoad,
  planned,
} from './planned-load.ts';

/** How a bill file is to be read, by its own header. */
export async function planBill(
  content: Content,
  inspected: InspectedFile,
  context: PlanContext,
): Promise<FilePlan> {
  const { shown } = content;
  if (inspected.form === 'parquet' && inspected.isGzip) {
    return {
      loads: [],
      diagnostics: [
        fileError(
          'unreadable-file',
          shown,
          `"${shown}" is a compressed parquet file, which is to be unpacked first.`,
        ),
      ],
    };
  }
  if (inspected.form === 'delimited' && inspected.encoding === 'latin-1') {
    const bad = await findBadByte(content.path, inspected.isGzip);
    if (bad !== undefined) return { loads: [], diagnostics: [badByte(bad, shown)] };
  }
  const columns = inspected.form === 'parquet' ? await context.parquetColumns(content.path) : [];
  const text = readHeader(
    inspected.form === 'parquet' ? { ...inspected, start: Buffer.alloc(0) } : inspected,
  );
  if (inspected.form === 'delimited' && text.line > 1) {
    const message = `"${shown}" begins with an empty line, where its header is expected.`;
    const empty = { ...fileError('unknown-format', shown, message), place: { file: shown, line: 1 } };
    return {
      loads: [],
      diagnostics: [{ ...empty, hint: 'Take the file as AWS wrote it, or delete the line.' }],
    };
  }
  const header = inspected.form === 'parquet' ? columns.map(({ name }) => name) : text.names;
  const recognized = recognizeFormat(header, context.specs.filter(isBillSpec), shown);
  if (!recognized.ok) return { loads: [], diagnostics: recognized.diagnostics };
  const spec = recognized.value;
  const hasRows =
    inspected.form === 'parquet'
      ? (await context.parquetRows(content.path)) > 0
      : text.firstRow !== undefined;
  if (!hasRows) {
    const message = `"${shown}" has the header of ${spec.title} and no lines.`;
    return { loads: [], diagnostics: [{ ...fileError('no-bill', shown, message), severity: 'warning' }] };
  }
  const diagnostics: Diagnostic[] = [];
  if (inspected.form === 'delimited' && inspected.encoding === 'latin-1') {
    diagnostics.push(latinWarning(shown));
  }
  const { month, monthFrom } = monthBefore(spec, content, header, text.firstRow);
  const bill = bindBill(spec, header, month);
  const wide = findWideDecimals(columns, bill, shown);
  if (wide.length > 0) return { loads: [], diagnostics: wide };
  const load: FileLoad = {
    into: rawRelation(spec),
    path: content.path,
    fileId: billFileId(content, context.identify(content.found.path), spec, context.takenIds),
    isGzip: inspected.isGzip,
    content:
      inspected.form === 'parquet'
        ? { kind: 'parquet', columns, bill }
        : {
            kind: 'delimited',
            delimiter: text.delimiter,
            encoding: inspected.encoding === 'latin-1' ? 'latin-1' : 'utf-8',
            width: header.length,
            nullWords: spec.form.nullValues,
            bill,
          },
  };
  return { loads: [planned(content, inspected, context, spec, load, header, monthFrom)], diagnostics };
}

/** That a file's characters may not be what they were meant to be. */
export function latinWarning(shown: string): Diagnostic {
  const message = `"${shown}" is not UTF-8; it was read as Latin-1.`;
  return { ...fileError('bad-encoding', shown, message), severity: 'warning' };
}

/** The month that a file is for, as far as it can be told before it is read; undefined if its rows say it. */
function monthBefore(
  spec: BillSpec,
  content: Content,
  header: readonly string[],
  firstRow: readonly string[] | undefined,
): { month: string | undefined; monthFrom: PlannedLoad['monthFrom'] } {
  if (saysMonth(spec)) return { month: undefined, monthFrom: 'rows' };
  const named = monthOfFileName(content.name) ?? monthOfFileName(path.basename(content.member ?? ''));
  if (named !== undefined) return { month: named, monthFrom: 'file name' };
  const bound = bindBill(spec, header, undefined).columns.find(({ name }) => name === 'usage_start_at');
  const start = bound?.position === undefined ? undefined : firstRow?.[bound.position];
  const day = /^(\d{4})[-/](\d{2})/.exec(start ?? '');
  return { month: day === null ? '1970-01-01' : `${day[1]}-${day[2]}-01`, monthFrom: 'guess' };
}

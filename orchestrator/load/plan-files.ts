import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { DocumentForm, LoadSpec, SourceName } from '../project/project.ts';
import type { FileColumn, FileLoad } from '../warehouses/file-load.ts';
import { bindBill, periodColumn } from './bind-bill.ts';
import { bindDocuments } from './bind-documents.ts';
import type { FoundFile } from './find-files.ts';
import { type InspectedFile, inspectFile, readMagic } from './inspect-file.ts';
import type { LoadedFile } from './loaded-files.ts';
import { rawRelation } from './raw-table.ts';
import { readHeader } from './read-header.ts';
import { type BillSpec, isBillSpec, recognizeFormat } from './recognize-format.ts';
import { monthOfFileName } from './statement-month.ts';
import { unpackZip } from './unpack-zip.ts';

/** A file, or a member of an archive, that is to be read into one raw table. */
export interface PlannedLoad {
  readonly source: SourceName;
  readonly spec: LoadSpec;
  readonly found: FoundFile;
  readonly member: string | null;
  /** For messages: the file's path, and the member's name after it. */
  readonly shown: string;
  /** The file's path as it is remembered, the same wherever the command was started. */
  readonly identity: string;
  readonly inspected: InspectedFile;
  readonly header: readonly string[];
  readonly load: FileLoad;
  /** How the month of a bill whose rows do not say it was found before it was read. */
  readonly monthFrom: 'rows' | 'file name' | 'guess';
}

export interface PlanContext {
  readonly source: SourceName;
  readonly specs: readonly LoadSpec[];
  readonly show: (path: string) => string;
  readonly identify: (path: string) => string;
  /** An existing folder for the members of archives. */
  readonly workFolder: string;
  readonly parquetColumns: (path: string) => Promise<readonly FileColumn[]>;
}

export interface FilePlan {
  readonly loads: readonly PlannedLoad[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What of one file is to be read into which raw tables; what cannot be read is an error. */
export async function planFile(found: FoundFile, context: PlanContext): Promise<FilePlan> {
  const shown = context.show(found.path);
  try {
    if ((await readMagic(found.path)) !== 'zip') {
      return await planContent(
        { found, path: found.path, shown, name: path.basename(found.path), member: null },
        context,
      );
    }
    const prefix = createHash('sha256').update(found.path).digest('hex').slice(0, 12);
    const members = await unpackZip(found.path, context.workFolder, `${context.source}-${prefix}`);
    const plans: FilePlan[] = [];
    for (const member of members) {
      const name = members.length === 1 ? path.basename(found.path) : member.name;
      const place = `${shown}/${member.name}`;
      plans.push(
        await planContent({ found, path: member.path, shown: place, name, member: member.name }, context),
      );
    }
    const diagnostics = plans.flatMap((plan) => plan.diagnostics);
    if (members.length === 0)
      diagnostics.push(error('bad-archive', shown, `The archive "${shown}" is empty.`));
    return { loads: plans.flatMap((plan) => plan.loads), diagnostics };
  } catch (thrown) {
    const reason = (thrown instanceof Error ? thrown.message : String(thrown)).replace(/\.+$/, '');
    const code =
      thrown instanceof Error && 'code' in thrown && /^E[A-Z]+$/.test(String(thrown.code))
        ? 'unreadable-file'
        : 'bad-archive';
    const message =
      code === 'bad-archive'
        ? `The archive "${shown}" cannot be read to its end: ${reason}.`
        : `"${shown}" cannot be read: ${reason}.`;
    return { loads: [], diagnostics: [error(code, shown, message, 'Copy or download the file again.')] };
  }
}

interface Content {
  readonly found: FoundFile;
  /** What is to be read: the file itself, or a member of it in the work folder. */
  readonly path: string;
  readonly shown: string;
  /** The name in which a month may stand. */
  readonly name: string;
  readonly member: string | null;
}

async function planContent(content: Content, context: PlanContext): Promise<FilePlan> {
  const inspected = await inspectFile(content.path);
  const { shown } = content;
  const isBill = context.source === 'bill';
  const isOwnKind = isBill ? inspected.form !== 'json' : inspected.form === 'json';
  if (inspected.form === 'empty') {
    const size = inspected.contentBytes === 0 ? 'is empty (0 bytes)' : 'holds nothing but white space';
    const diagnostic = error('unreadable-file', shown, `"${shown}" ${size}.`);
    return { loads: [], diagnostics: [isBill ? diagnostic : { ...diagnostic, severity: 'warning' }] };
  }
  // One folder may be given for several sources: what merely lies in it is passed over if it is of another kind.
  if (!isOwnKind && !content.found.isNamed) return { loads: [], diagnostics: [] };
  if (!isOwnKind) {
    const message = isBill
      ? `"${shown}" holds JSON, which is no bill; a bill has a header and rows.`
      : `"${shown}" does not hold JSON documents, which events and snapshots are.`;
    return { loads: [], diagnostics: [error(isBill ? 'unknown-format' : 'bad-json', shown, message)] };
  }
  if (inspected.encoding === 'utf-16') {
    const message = `"${shown}" is written in UTF-16; UTF-8 or Latin-1 can be read.`;
    return {
      loads: [],
      diagnostics: [
        error('bad-encoding', shown, message, 'Save it as UTF-8, or take the file as AWS wrote it.'),
      ],
    };
  }
  return isBill ? planBill(content, inspected, context) : planDocuments(content, inspected, context);
}

async function planBill(content: Content, inspected: InspectedFile, context: PlanContext): Promise<FilePlan> {
  const { shown } = content;
  if (inspected.form === 'parquet' && inspected.isGzip) {
    return {
      loads: [],
      diagnostics: [
        error(
          'unreadable-file',
          shown,
          `"${shown}" is a compressed parquet file, which is to be unpacked first.`,
        ),
      ],
    };
  }
  const columns = inspected.form === 'parquet' ? await context.parquetColumns(content.path) : [];
  const text = readHeader(
    inspected.form === 'parquet' ? { ...inspected, start: Buffer.alloc(0) } : inspected,
  );
  const header = inspected.form === 'parquet' ? columns.map(({ name }) => name) : text.names;
  const recognized = recognizeFormat(header, context.specs.filter(isBillSpec), shown);
  if (!recognized.ok) return { loads: [], diagnostics: recognized.diagnostics };
  const spec = recognized.value;
  if (inspected.form === 'delimited' && text.firstRow === undefined) {
    const message = `"${shown}" has the header of ${spec.title} and no lines.`;
    return { loads: [], diagnostics: [{ ...error('no-bill', shown, message), severity: 'warning' }] };
  }
  const diagnostics: Diagnostic[] = [];
  if (inspected.form === 'delimited' && inspected.encoding === 'latin-1') {
    const message = `"${shown}" is not UTF-8; it was read as Latin-1.`;
    diagnostics.push({ ...error('bad-encoding', shown, message), severity: 'warning' });
  }
  const { month, monthFrom } = monthBefore(spec, content, header, text.firstRow);
  const bill = bindBill(spec, header, month);
  const load: FileLoad = {
    into: rawRelation(spec),
    path: content.path,
    fileId: inspected.sha256.slice(0, 16),
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

/** The month that a file is for, as far as it can be told before it is read; undefined if its rows say it. */
function monthBefore(
  spec: BillSpec,
  content: Content,
  header: readonly string[],
  firstRow: readonly string[] | undefined,
): { month: string | undefined; monthFrom: PlannedLoad['monthFrom'] } {
  if (spec.form.columns.some(({ name }) => name === periodColumn))
    return { month: undefined, monthFrom: 'rows' };
  const named = monthOfFileName(content.name) ?? monthOfFileName(path.basename(content.member ?? ''));
  if (named !== undefined) return { month: named, monthFrom: 'file name' };
  const bound = bindBill(spec, header, undefined).columns.find(({ name }) => name === 'usage_start_at');
  const start = bound?.position === undefined ? undefined : firstRow?.[bound.position];
  const day = /^(\d{4})[-/](\d{2})/.exec(start ?? '');
  return { month: day === null ? '1970-01-01' : `${day[1]}-${day[2]}-01`, monthFrom: 'guess' };
}

function planDocuments(content: Content, inspected: InspectedFile, context: PlanContext): FilePlan {
  const loads = context.specs.flatMap((spec): PlannedLoad[] => {
    if (spec.form.kind !== 'documents') return [];
    const form: DocumentForm = spec.form;
    const load: FileLoad = {
      into: rawRelation(spec),
      path: content.path,
      fileId: inspected.sha256.slice(0, 16),
      isGzip: inspected.isGzip,
      content: bindDocuments(form, inspected),
    };
    return [planned(content, inspected, context, spec, load, [], 'rows')];
  });
  return { loads, diagnostics: [] };
}

function planned(
  content: Content,
  inspected: InspectedFile,
  context: PlanContext,
  spec: LoadSpec,
  load: FileLoad,
  header: readonly string[],
  monthFrom: PlannedLoad['monthFrom'],
): PlannedLoad {
  const { found, member, shown } = content;
  // The beginning of the content has served its purpose.
  const kept = { ...inspected, start: Buffer.alloc(0) };
  const identity = context.identify(found.path);
  return {
    source: context.source,
    spec,
    found,
    member,
    shown,
    identity,
    inspected: kept,
    header,
    load,
    monthFrom,
  };
}

function error(code: Diagnostic['code'], file: string, message: string, hint?: string): Diagnostic {
  return { severity: 'error', code, message, place: { file }, hint };
}

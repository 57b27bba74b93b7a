import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FileLoad, LoadedRows, LoadSession } from '../../warehouses/file-load.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { checkIds } from '../checks/check-ids.ts';
import { badByte, findBadByte } from '../content/find-bad-byte.ts';
import { isOfDisk } from '../files/file-copies.ts';
import type { BillSpec } from '../formats/recognize-format.ts';
import { newFileId } from '../plan/file-id.ts';
import { latinWarning } from '../plan/plan-bill.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { refusalOf } from '../plan/refusal-of.ts';
import { rememberedContent } from '../plan/remembered-content.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';
import { LoadRefused } from '../refusals/load-refused.ts';
import { notLoaded } from '../refusals/not-loaded.ts';
import { loadedFile } from './loaded-file.ts';
import { ChangedFileError, type ReadBill, readBill } from './read-bill.ts';
import { readBillFacts } from './read-bill-facts.ts';
import type { LoadsToWrite } from './write-batch.ts';

/** Reads a bill file and gives what is to be remembered of it: what is remembered already, if its content is. */
export async function writeBill(
  session: LoadSession,
  work: LoadsToWrite,
  planned: PlannedLoad,
  spec: BillSpec,
  warnings: Diagnostic[],
): Promise<LoadedFile> {
  const { onEvent, dialect, remembered } = work;
  const { source, shown, found } = planned;
  onEvent({ kind: 'file-load-started', source, path: shown, format: spec.title, bytes: found.bytes });
  const startedAt = performance.now();
  await work.fileCopies.bringAll([planned]);
  const read = await readAnyEncoding(session, planned, work.workFolder, warnings);
  const again = rememberedContent(remembered, planned, read.content.sha256);
  if (again !== undefined) return again;

  const ofFile = { ...planned, load: read.load };
  const facts = await readBillFacts(session, dialect, ofFile, spec, read.rows.rows);
  if (facts.refusal !== undefined) throw new LoadRefused([facts.refusal]);
  const repeated = await checkIds(session, dialect, ofFile, spec, facts.file);
  if (repeated.length > 0) throw new LoadRefused(repeated);
  warnings.push(...facts.warnings, ...roundingWarning(shown, read.rows));
  const milliseconds = Math.round(performance.now() - startedAt);
  onEvent({ kind: 'file-loaded', source, path: shown, rows: read.rows.rows, milliseconds });
  return loadedFile(ofFile, read.content.sha256, read.rows, facts);
}

async function readAnyEncoding(
  session: LoadSession,
  planned: PlannedLoad,
  workFolder: string,
  warnings: Diagnostic[],
): Promise<ReadBill> {
  const { shown, load } = planned;
  const read = await readOrRefuse(session, planned, workFolder);
  const { content } = read.load;
  if (content.kind !== 'delimited' || content.encoding !== 'utf-8' || read.content.isUtf8) return read;
  const bad = await findBadByte(load.path, load.isGzip);
  if (bad !== undefined) throw new LoadRefused([badByte(bad, shown)]);
  warnings.push(latinWarning(shown));
  const latin: FileLoad = { ...load, fileId: newFileId(), content: { ...content, encoding: 'latin-1' } };
  return readOrRefuse(session, { ...planned, load: latin }, workFolder);
}

async function readOrRefuse(
  session: LoadSession,
  planned: PlannedLoad,
  workFolder: string,
): Promise<ReadBill> {
  try {
    return await readBill(session, planned, workFolder);
  } catch (error) {
    if (error instanceof WarehouseError) {
      if (error.detail.kind === 'load')
        throw new LoadRefused([await notLoaded(planned, error)], undefined, { cause: error });
      const isOfFile = ['data', 'other', 'sql'].includes(error.detail.kind);
      throw isOfFile ? new LoadRefused([], planned, { cause: error }) : error;
    }
    if (isOfDisk(error)) throw new WarehouseError(error.message, { kind: 'disk-full' }, { cause: error });
    if (error instanceof ChangedFileError)
      throw new LoadRefused([changed(planned)], undefined, { cause: error });
    // What is wrong with the files after it is still to be found as well.
    if (refusalOf(error, planned.shown) !== undefined) throw new LoadRefused([], planned, { cause: error });
    throw error;
  }
}

function changed({ shown }: PlannedLoad): Diagnostic {
  const message = `"${shown}" was written to while it was read.`;
  const hint = 'Load it again once it is complete.';
  return { severity: 'error', code: 'unreadable-file', message, place: { file: shown }, hint };
}

function roundingWarning(shown: string, { rounded }: LoadedRows): Diagnostic[] {
  if (rounded.cells === 0) return [];
  const message = `${rounded.cells} costs of "${shown}" are binary floats with more than 18 decimals; rounding changed their sum by ${rounded.difference}.`;
  return [{ severity: 'warning', code: 'bad-value', message, place: { file: shown } }];
}

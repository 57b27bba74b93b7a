import type { Diagnostic } from '../../base/diagnostic.ts';
import type { FileLoad } from '../../warehouses/file-load.ts';
import { WarehouseError } from '../../warehouses/warehouse.ts';
import { badByte, findBadByte } from '../content/find-bad-byte.ts';
import { findBadDocument } from '../content/find-bad-document.ts';
import { inspectFile } from '../content/inspect-file.ts';
import type { FileCopies } from '../files/file-copies.ts';
import { unpackHint } from '../files/unpack-zip.ts';
import type { PlannedLoad } from '../plan/planned-load.ts';
import { refusalOf } from '../plan/refusal-of.ts';
import type { LoadingWarehouse } from '../raw/loading-warehouse.ts';
import { explainBadCells, findLines, findRaggedRow } from './explain-refusal.ts';

/** How many cells of one file are shown; the others are counted. */
const shownCells = 3;

/**
 * What is wrong with the load that the warehouse refused, and with those that it did not come to: an error for each, at its
 * place in the file.
 */
export async function diagnoseLoads(
  warehouse: LoadingWarehouse,
  loads: readonly PlannedLoad[],
  refused: PlannedLoad,
  reason: Error,
  fileCopies: FileCopies,
): Promise<Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const seen = new Set<string>();
  for (const planned of loads.slice(loads.indexOf(refused))) {
    // A file of documents is read once for each of its source's specs.
    if (seen.has(planned.load.path)) continue;
    seen.add(planned.load.path);
    await fileCopies.bringAll([planned]);
    diagnostics.push(...(await diagnose(warehouse, planned)));
    await fileCopies.drop(planned);
  }
  return diagnostics.length === 0 ? [unexplained(refused, reason)] : diagnostics;
}

async function diagnose(warehouse: LoadingWarehouse, planned: PlannedLoad): Promise<Diagnostic[]> {
  const { load, shown } = planned;
  const { content } = load;
  if (content.kind === 'delimited') {
    try {
      // What no byte of was read before: it may be cut off, or not be what its beginning says.
      const { encoding } = await inspectFile(load.path);
      if (encoding !== 'latin-1') return await diagnoseBill(warehouse, planned, load);
      const bad = await findBadByte(load.path, load.isGzip);
      if (bad !== undefined) return [badByte(bad, shown)];
      return await diagnoseBill(warehouse, planned, { ...load, content: { ...content, encoding } });
    } catch (error) {
      const refusal = error instanceof WarehouseError ? undefined : refusalOf(error, shown);
      if (refusal === undefined) throw error;
      return [refusal];
    }
  }
  if (content.kind === 'parquet') return diagnoseBill(warehouse, planned, load);
  if (content.kind === 'documents') {
    const bad = await findBadDocument(load.path, load.isGzip);
    if (bad === undefined) return [];
    const message = `Document ${bad.document} of "${shown}" is not JSON: ${bad.problem}.`;
    return [{ severity: 'error', code: 'bad-json', message, place: { file: shown, line: bad.line } }];
  }
  return content satisfies never;
}

async function diagnoseBill(
  warehouse: LoadingWarehouse,
  planned: PlannedLoad,
  load: FileLoad,
): Promise<Diagnostic[]> {
  const { shown, header } = planned;
  const { content } = load;
  const file =
    content.kind === 'delimited' ? { path: load.path, isGzip: load.isGzip, content, shown } : undefined;
  try {
    const { cells, count } = await warehouse.loading((session) => session.badCells(load, shownCells));
    if (count === 0) return [];
    const rows = cells.map(({ row }) => row);
    const lines = file === undefined ? new Map<number, number>() : await findLines(file, rows);
    const nullWords = content.kind === 'delimited' ? content.nullWords : [];
    return explainBadCells(cells, count, header, shown, lines, nullWords);
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.detail.kind === 'interrupted') throw error;
    const ragged = file === undefined ? undefined : await findRaggedRow(file);
    return [ragged ?? unexplained(planned, error)];
  }
}

function unexplained({ shown, load }: PlannedLoad, reason: Error): Diagnostic {
  const sentences = reason.message
    .split('\n')
    .map((sentence) => sentence.trim().replaceAll(load.path, shown).replace(/\.$/, ''));
  const [first = ''] = sentences;
  if (/gzip/i.test(first)) {
    const message = `"${shown}" is a gzip file with rare additions to its header or after its end, which cannot be read.`;
    return { severity: 'error', code: 'bad-archive', message, place: { file: shown }, hint: unpackHint };
  }
  const line = /^CSV Error on Line: (\d+)$/.exec(first)?.[1];
  // DuckDB shows the line and then says what is wrong with it.
  const said = line === undefined ? first : sentences[sentences.indexOf('') - 1];
  return {
    severity: 'error',
    code: 'unreadable-file',
    message: `"${shown}" cannot be read: ${(said ?? first).slice(0, 200)}.`,
    place: line === undefined ? { file: shown } : { file: shown, line: Number(line) },
  };
}

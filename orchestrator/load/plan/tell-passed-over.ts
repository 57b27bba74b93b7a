import path from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { InspectedFile } from '../content/inspect-file.ts';
import { readHeader } from '../content/read-header.ts';
import { isNameOfSource } from '../files/find-files.ts';
import { recognizeFormat } from '../formats/recognize-format.ts';
import { type Content, fileError, type PlanContext } from './planned-load.ts';

/**
 * A word about a file that lies in a folder of the source and has the name of one of its files, but not the content. None about a
 * file of another source: one folder may be given for several.
 */
export function tellPassedOver(
  content: Content,
  inspected: InspectedFile,
  context: PlanContext,
): Diagnostic[] {
  const { shown } = content;
  const names = [content.name, content.member ?? ''].map((name) => path.basename(name));
  if (context.source === 'bill') {
    if (!names.some((name) => /\.(csv|tsv|parquet)(\.gz|\.zip)?$/i.test(name))) return [];
    const message = `"${shown}" was passed over, and nothing in it counts: it holds JSON, which is no bill.`;
    return [{ ...fileError('passed-over', shown, message), severity: 'warning' }];
  }
  if (!names.some((name) => isNameOfSource(context.source, name)) || isBill(inspected, context)) return [];
  const begin = inspected.start
    .subarray(0, 80)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 20);
  const why =
    inspected.encoding === 'utf-16'
      ? 'it is written in UTF-16'
      : `it begins with "${begin}", which is no JSON`;
  const message = `"${shown}" was passed over, and nothing in it counts: ${why}.`;
  const hint = 'Repair it, or take it out of the folder.';
  return [{ ...fileError('passed-over', shown, message, hint), severity: 'warning' }];
}

function isBill(inspected: InspectedFile, { billSpecs }: PlanContext): boolean {
  if (inspected.form === 'parquet') return true;
  return recognizeFormat(readHeader(inspected).names, billSpecs, '').ok;
}

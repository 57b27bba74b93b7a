import { parentPort, workerData } from 'node:worker_threads';
import { memoOfLines } from '../project/open-memo.ts';
import type { TemplateToParse } from '../templates/parse-template.ts';
import { parseTemplatesWith } from './parse-templates-with.ts';

/** What a thread is given to read. */
export interface TemplatesToParse {
  readonly macros: readonly (readonly [name: string, parameters: readonly string[]])[];
  readonly templates: readonly ModelTemplate[];
  /** How many have been taken, in memory that is shared: from the first on by the thread, from the last on by who started it. */
  readonly taken: Int32Array;
}

export type ModelTemplate = Pick<TemplateToParse, 'file' | 'text' | 'bodyOffset'>;

const sentAtOnce = 50;

// What `parse-ahead.ts` has given it.
const { macros, templates, taken } = workerData as TemplatesToParse;
const memo = memoOfLines();
const parse = parseTemplatesWith(new Map(macros), memo);
for (const [index, template] of templates.entries()) {
  if (Atomics.add(taken, 0, 1) >= templates.length) break;
  parse(template);
  if ((index + 1) % sentAtOnce === 0) parentPort?.postMessage(memo.takeLines());
}
parentPort?.postMessage(memo.takeLines());

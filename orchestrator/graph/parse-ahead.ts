import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { headerComment } from '../project/header-comment.ts';
import type { SavedMemo } from '../project/open-memo.ts';
import type { ParseAhead } from '../project/read-project.ts';
import { parseTemplatesWith } from './parse-templates-with.ts';
import type { ModelTemplate, TemplatesToParse } from './template-worker.ts';

/** Fewer models are read before a thread has started. */
const worthAThread = 500;

/**
 * What reads the templates of models in a thread of its own while their headers, which take as long, are read in this one: where nothing is
 * remembered and there are many. What comes of them is in the memo then, so that nothing but time depends on it: a thread that does not start, or dies,
 * leaves the rest to who asks the memo. `worker` is the built `template-worker.ts`.
 */
export function parseAheadWith(worker: URL, memo: SavedMemo): ParseAhead {
  return (macros, models) => {
    if (!memo.isEmpty || models.length < worthAThread || availableParallelism() < 2) return async () => {};
    const work: TemplatesToParse = {
      macros: macros.map(({ name, parameters }) => [name, parameters]),
      templates: models.flatMap(({ file, text }): ModelTemplate[] => {
        const header = headerComment(text);
        return header === undefined || header.end < 0 ? [] : [{ file, text, bodyOffset: header.bodyOffset }];
      }),
      taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    };
    const ended = runThread(worker, work, memo);
    return () => {
      parseFromTheEnd(work, memo);
      return ended;
    };
  };
}

/** Resolves when the thread has ended, well or not. */
function runThread(worker: URL, work: TemplatesToParse, memo: SavedMemo): Promise<void> {
  return new Promise((resolve) => {
    const thread = new Worker(worker, { workerData: work });
    thread.on('message', ({ buffer, byteOffset, byteLength }: Uint8Array) =>
      memo.add(Buffer.from(buffer, byteOffset, byteLength)),
    );
    // After an error the thread ends, too; without a listener it would be ours.
    thread.on('error', () => {});
    thread.on('exit', () => resolve());
  });
}

function parseFromTheEnd({ macros, templates, taken }: TemplatesToParse, memo: SavedMemo): void {
  const parse = parseTemplatesWith(new Map(macros), memo);
  for (const template of [...templates].reverse()) {
    if (Atomics.add(taken, 0, 1) >= templates.length) return;
    parse(template);
  }
}

import { createHash } from 'node:crypto';

/**
 * What was worked out before from the same input. A key says all that a value depends on, so that a memo can only save time:
 * with one that remembers nothing, or has lost everything, the same comes out. Values are what JSON gives back as it got it.
 */
export interface Memo {
  /** What was kept for the key; undefined if nothing was. */
  find(key: string): unknown;
  /** The same, to be read only if it is asked for: a tree takes longer to read than to find. */
  findLater(key: string): (() => unknown) | undefined;
  keep(key: string, value: unknown): void;
}

/** Remembers nothing. */
export const noMemo: Memo = { find: () => undefined, findLater: () => undefined, keep: () => undefined };

/** The key of what comes of these texts, and of nothing else. What is put behind it must have no white space. */
export function memoKey(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  // The length first, so that no two lists of texts are the same to the hash.
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('base64');
}

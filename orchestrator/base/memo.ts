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
  // The length first, so that no two lists of texts are the same to the hash; in one piece, because each one is a call out of JavaScript.
  const all = texts.map((text) => `${text.length}:${text}`).join('');
  return createHash('sha256').update(all).digest('base64');
}

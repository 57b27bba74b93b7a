/** Where a SQL file's header is: its first comment. */
export interface HeaderComment {
  /** Of its opening. */
  readonly start: number;
  /** Of its closing; negative if it never ends. */
  readonly end: number;
  /** Of what follows it. */
  readonly bodyOffset: number;
}

/** The offsets of the comment that a SQL file begins with; undefined if it begins with something else. */
export function headerComment(text: string): HeaderComment | undefined {
  const start = text.search(/\S/);
  if (start < 0 || !text.startsWith('/*', start)) return undefined;
  const end = text.indexOf('*/', start + 2);
  return { start, end, bodyOffset: end + 2 };
}

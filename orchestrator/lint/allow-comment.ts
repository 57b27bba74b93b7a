/** `-- lint: allow <rule> because <reason>`, as it is written. */
export interface AllowComment {
  /** Empty if the comment does not name one. */
  readonly rule: string;
  /** Empty if there is none. */
  readonly reason: string;
}

/** What a comment allows; undefined of every other comment. */
export function parseAllowComment(comment: string): AllowComment | undefined {
  const [, said] = /^(?:--|\/\*)\s*lint\s*:\s*(.*?)\s*(?:\*\/)?$/s.exec(comment) ?? [];
  if (said === undefined) return undefined;
  const [, rule = '', reason = ''] = /^allow\s+([\w-]+)(?:\s+because\s+(.+))?/s.exec(said) ?? [];
  return { rule, reason };
}

/** How an allowance is written, for the hint of one that is not. */
export const allowSyntax = '-- lint: allow <rule> because <reason>';

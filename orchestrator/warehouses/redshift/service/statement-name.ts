import { createHash } from 'node:crypto';

/** What makes a statement different from all others, also from those of other processes. */
export interface StatementIdentity {
  /** The run, or the command that is none. */
  readonly run: string;
  /** Of this process: nobody else has the same. */
  readonly nonce: string;
  /** What it is for: a node, or a step in parentheses. */
  readonly purpose: string;
  /** Counted within the process. */
  readonly number: number;
  /** How often the same was tried: each time is another statement. */
  readonly attempt: number;
}

/** The longest name that the Data API takes is 500 characters. A node's own is rarely longer than a tenth of that. */
const longestPurpose = 350;

/** The beginning of the names of all statements of a run, by which they are listed. */
export function statementNamesOf(run: string): string {
  return `apportion:${run}:`;
}

/** `apportion:r20170308t040506_1a2b:costs_by_area:3f9c2a1b:12.1`: the run, what for, and what makes it one of a kind. */
export function statementName({ run, nonce, purpose, number, attempt }: StatementIdentity): string {
  return `${statementNamesOf(run)}${[...purpose].slice(0, longestPurpose).join('')}:${nonce}:${number}.${attempt}`;
}

/** The client token, of 64 characters: two requests with the same are one statement to the service, for 8 hours. */
export function clientToken({ run, nonce, purpose, number, attempt }: StatementIdentity): string {
  return createHash('sha256')
    .update(JSON.stringify([run, purpose, nonce, number, attempt]))
    .digest('hex');
}

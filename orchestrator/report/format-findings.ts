import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** One thing that was looked at, and what to do if it is not as it should be. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly text: string;
  readonly hint?: string;
}

/** One line for each: `ok      disk  12 GB free`, with the hint below what is not ok. */
export function formatFindings(findings: readonly Finding[], { paint }: Screen): string[] {
  const width = Math.max(0, ...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, isOk, text, hint }) => {
    const mark = isOk ? paint.green('ok    ') : paint.red('not ok');
    const line = `${mark}  ${visibleText(name).padEnd(width)}  ${visibleText(text)}`;
    return isOk || hint === undefined ? [line] : [line, `${' '.repeat(width + 10)}${visibleText(hint)}`];
  });
}

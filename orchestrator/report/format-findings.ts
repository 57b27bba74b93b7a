import { type Diagnostic, formatPlace, type Place } from '../base/diagnostic.ts';
import type { Screen } from './screen.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** One thing that was looked at, and what to do if it is not as it should be. */
export interface Finding {
  readonly name: string;
  readonly isOk: boolean;
  readonly text: string;
  /** Of what stands in a file. */
  readonly place?: Place;
  readonly hint?: string;
}

/** What was found wrong when a thing was looked at; what is only odd keeps nothing from working. */
export function findingOf(name: string, { severity, message, place, hint }: Diagnostic): Finding {
  return { name, isOk: severity === 'warning', text: message, ...(place && { place }), hint };
}

/** A line for each: `ok      disk  12 GB free`, with the hint below what is not ok. */
export function formatFindings(findings: readonly Finding[], { paint }: Screen): string[] {
  const width = Math.max(0, ...findings.map(({ name }) => name.length));
  const below = ' '.repeat(width + 10);
  return findings.flatMap(({ name, isOk, text, place, hint }) => {
    const mark = isOk ? paint.green('ok    ') : paint.red('not ok');
    const said = [`${formatPlace(place)}${text}`, ...(isOk || hint === undefined ? [] : [hint])];
    const [first, ...more] = said.flatMap((words) => visibleLines(words).split('\n'));
    return [`${mark}  ${visibleText(name).padEnd(width)}  ${first}`, ...more.map((line) => below + line)];
  });
}

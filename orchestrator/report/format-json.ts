import type { TextOutput } from '../base/effects.ts';
import { visibleJson } from './visible-text.ts';

/** One line of JSON for each value: exact for files and programs; for a terminal with escapes for what it would obey. */
export function formatJson(
  values: readonly unknown[],
  { isTerminal }: Pick<TextOutput, 'isTerminal'>,
): string {
  const text = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  return isTerminal ? visibleJson(text) : text;
}

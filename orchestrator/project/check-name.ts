import type { Diagnostic } from '../base/diagnostic.ts';
import type { SourceText } from '../base/source-text.ts';

/** `models/staging/stg_x.sql` → `stg_x`. */
export function nameOfFile(file: string): string {
  return (file.split('/').at(-1) ?? file).replace(/\.[^.]+$/, '');
}

/** An error if a file's name cannot name a table and a thing in `{{ref "…"}}` on every warehouse. */
export function checkName({ file }: SourceText, things: string): Diagnostic[] {
  const name = nameOfFile(file);
  if (/^[a-z_][a-z0-9_]{0,99}$/.test(name)) return [];
  const message = `${things} is named after its file; "${name}" is expected to be at most 100 lower-case letters, digits and underscores.`;
  return [{ severity: 'error', code: 'bad-name', message, place: { file } }];
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readUtf8 } from '../base/read-utf8.ts';
import { placeAt, type SourceText, sourceText } from '../base/source-text.ts';
import type { Parsed } from './check-shape.ts';
import { isThere, noFile, unreadableFile } from './unreadable-file.ts';

/**
 * A file of the project as text, without a byte order mark and with `\n` at the end of each line, so that what is compiled
 * from it is the same on every platform. A file that cannot be read is a mistake, whatever the reason: without it the project
 * would be another one.
 */
export function readText(root: string, file: string): Parsed<SourceText> {
  let decoded: string;
  try {
    // One after the other: a seventh of what a thousand files cost when read at the same time.
    decoded = readUtf8(path.join(root, file));
  } catch (error) {
    return { diagnostics: [unreadableFile(error, root, file)] };
  }
  const text = decoded.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const source = sourceText(file, text);
  const replaced = text.indexOf('\uFFFD');
  const control = text.indexOf('\0');
  const mistake = (at: number, message: string, hint: string): Parsed<SourceText> => ({
    diagnostics: [{ severity: 'error', code: 'bad-encoding', message, ...placeAt(source, at), hint }],
  });
  // A file may hold U+FFFD itself; only bytes that are not UTF-8 make one out of nothing.
  if (replaced >= 0 && !readFileSync(path.join(root, file)).equals(Buffer.from(decoded, 'utf8')))
    return mistake(replaced, 'This line has a byte that is not UTF-8.', 'Save the file as UTF-8.');
  // No warehouse has it in a text, and what reads templates ends at it.
  if (control >= 0) {
    const message = 'This line has the control character NUL (U+0000), which no text has.';
    return mistake(control, message, 'Take it out; if the file is UTF-16, save it as UTF-8.');
  }
  return { value: source, diagnostics: [] };
}

/** The same of a file that may be missing: then `value` is absent without a diagnostic. A link that leads to nothing is there. */
export function readTextIfThere(root: string, file: string): Parsed<SourceText> {
  if (!isThere(root, file)) return { diagnostics: [] };
  const problem = noFile(root, file);
  return problem === undefined ? readText(root, file) : { diagnostics: [problem] };
}

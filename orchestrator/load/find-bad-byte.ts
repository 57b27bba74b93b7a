import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../base/diagnostic.ts';
import { readContent } from './inspect-file.ts';

/** A byte that is no character, and the line of the file on which it stands, from 1. */
export interface BadByte {
  readonly line: number;
  readonly byte: number;
}

/**
 * The first byte of a file that is not UTF-8 because of which it is not Latin-1 either: one from 0x80 to 0x9F, which Windows-1252
 * and damaged files have, on a line that is not UTF-8. Undefined if the file can be read as Latin-1.
 */
export async function findBadByte(file: string, isGzip: boolean): Promise<BadByte | undefined> {
  let line = 1;
  let pieces: Buffer[] = [];
  let inUtf8: BadByte | undefined;
  let found: BadByte | undefined;
  const endLine = (): void => {
    const bytes = Buffer.concat(pieces);
    const byte = bytes.find((one) => one >= 0x80 && one <= 0x9f);
    // A line of UTF-8 in a file that is not has such bytes too; it is to blame only if no other is.
    if (byte !== undefined && isUtf8(bytes)) inUtf8 ??= { line, byte };
    else if (byte !== undefined) found = { line, byte };
    pieces = [];
    line++;
  };
  await readContent(file, isGzip, (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0 && found === undefined; end = chunk.indexOf(10, from)) {
      pieces.push(chunk.subarray(from, end));
      endLine();
      from = end + 1;
    }
    if (found === undefined) pieces.push(Buffer.from(chunk.subarray(from)));
  });
  if (found === undefined) endLine();
  return found ?? inUtf8;
}

/** The refusal of a file for such a byte. */
export function badByte({ line, byte }: BadByte, shown: string): Diagnostic {
  const hex = byte.toString(16).toUpperCase();
  return {
    severity: 'error',
    code: 'bad-encoding',
    message: `"${shown}" is neither UTF-8 nor Latin-1: this line has the byte 0x${hex}.`,
    place: { file: shown, line },
    hint: 'It may be Windows-1252, or damaged. Save it as UTF-8, or take the file as AWS wrote it.',
  };
}

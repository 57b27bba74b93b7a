import { isUtf8 } from 'node:buffer';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { unfinishedBytes } from './content-digest.ts';
import { readContent } from './read-content.ts';

/** A byte that is no character, and the line of the file on which it stands, from 1. */
export interface BadByte {
  readonly line: number;
  readonly byte: number;
}

/**
 * The byte because of which a file that is not UTF-8 is not Latin-1 either: Latin-1 has no characters from 0x80 to 0x9F, which
 * Windows-1252 and damaged files have, and nobody puts the mark of UTF-8 before it. Undefined if the file can be read as Latin-1.
 */
export async function findBadByte(file: string, isGzip: boolean): Promise<BadByte | undefined> {
  let line = 1;
  let pieces: Buffer[] = [];
  let isInUtf8 = false;
  let latin: BadByte | undefined;
  let found: BadByte | undefined;
  const endLine = (): void => {
    const bytes = Buffer.concat(pieces);
    const byte = bytes.find(isNoLatin);
    if (line === 1) isInUtf8 = bytes.subarray(0, mark.length).equals(mark);
    // A line of UTF-8 has such bytes, too; to blame are then those lines that are Latin-1 among it.
    if (isUtf8(bytes)) isInUtf8 ||= byte !== undefined;
    else if (byte !== undefined) found = { line, byte };
    else latin ??= { line, byte: bytes[endOfUtf8(bytes)] ?? 0 };
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
  return found ?? (isInUtf8 ? latin : undefined);
}

/** How many bytes are UTF-8 before the first that is not; all of them if there is none. */
export function endOfUtf8(bytes: Buffer): number {
  // By halves: a file of one line may be longer than a text can be.
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isUtf8(bytes.subarray(0, wholeCharacters(middle)))) good = middle;
    else bad = middle;
  }
  return wholeCharacters(good);

  function wholeCharacters(length: number): number {
    return length - unfinishedBytes(bytes.subarray(0, length));
  }
}

const mark = Buffer.from('\uFEFF');

function isNoLatin(byte: number): boolean {
  return byte >= 0x80 && byte <= 0x9f;
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

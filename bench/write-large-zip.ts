import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** An archive of one member: a beginning, and a block so and so often. */
export interface LargeZip {
  readonly member: string;
  readonly start: Buffer;
  readonly block: Buffer;
  readonly times: number;
}

/**
 * Writes a zip archive that may be larger than 4 GiB (Zip64). The block is deflated once: flushed, its bytes can follow each other
 * as often as one likes. APPNOTE.TXT, 4.3.7 to 4.3.16 and 4.5.3; version 4.5, method 8.
 */
export async function writeLargeZip(
  target: string,
  { member, start, block, times }: LargeZip,
): Promise<void> {
  const flushed = { level: 6, finishFlush: constants.Z_FULL_FLUSH };
  const [first, repeated] = [deflateRawSync(start, flushed), deflateRawSync(block, flushed)];
  const last = deflateRawSync(Buffer.alloc(0));
  const size = start.length + block.length * times;
  const compressed = first.length + repeated.length * times + last.length;
  let crc = crc32(start);
  for (let time = 0; time < times; time++) crc = crc32(block, crc);

  const name = Buffer.from(member);
  const extra = zip64Extra(size, compressed);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x0403_4b50, 0);
  writeCommon(local, 4, crc, name.length, extra.length);
  const file = createWriteStream(target, { highWaterMark: 1 << 20 });
  const write = async (bytes: Buffer): Promise<void> => {
    if (!file.write(bytes)) await new Promise<void>((resolve) => file.once('drain', resolve));
  };
  await write(Buffer.concat([local, name, extra, first]));
  for (let time = 0; time < times; time++) await write(repeated);

  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x0201_4b50, 0);
  directory.writeUInt16LE(45, 4);
  writeCommon(directory, 6, crc, name.length, extra.length);
  const at = local.length + name.length + extra.length + compressed;
  const length = directory.length + name.length + extra.length;
  file.end(Buffer.concat([last, directory, name, extra, endOfDirectory(at, length)]));
  await finished(file);
}

/** The fields that a member's own header and its entry in the directory share, up to the length of the extra field. */
function writeCommon(header: Buffer, at: number, crc: number, name: number, extra: number): void {
  header.writeUInt16LE(45, at);
  header.writeUInt16LE(8, at + 4);
  // 2017-02-01, as DOS writes it.
  header.writeUInt16LE(((2017 - 1980) << 9) | (2 << 5) | 1, at + 8);
  header.writeUInt32LE(crc, at + 10);
  // Both sizes are in the extra field.
  header.writeUInt32LE(0xffff_ffff, at + 14);
  header.writeUInt32LE(0xffff_ffff, at + 18);
  header.writeUInt16LE(name, at + 22);
  header.writeUInt16LE(extra, at + 24);
}

function zip64Extra(size: number, compressed: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(compressed), 12);
  return extra;
}

/** Zip64's end of the directory, where it is, and the plain end that points to it. */
function endOfDirectory(at: number, length: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22, 0);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(45, 12);
  end.writeUInt16LE(45, 14);
  end.writeBigUInt64LE(1n, 24);
  end.writeBigUInt64LE(1n, 32);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(at), 48);
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(at + length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x0605_4b50, 76);
  end.writeUInt16LE(1, 84);
  end.writeUInt16LE(1, 86);
  end.writeUInt32LE(0xffff_ffff, 88);
  end.writeUInt32LE(0xffff_ffff, 92);
  return end;
}

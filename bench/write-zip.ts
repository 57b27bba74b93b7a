import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createDeflateRaw } from 'node:zlib';

/** Sizes of 4 GiB and more would need the fields of Zip64, which no file of a benchmark does. */
const largest = 0xffff_ffff;

/** Writes a zip archive of one member, deflated, as AWS puts a Detailed Billing Report into one. */
export async function writeZip(target: string, memberName: string, source: string): Promise<void> {
  const name = Buffer.from(memberName);
  const file = await open(target, 'w');
  try {
    const header = 30 + name.length;
    let crc = 0;
    let size = 0;
    let compressed = 0;
    const deflate = createDeflateRaw({ level: 6 });
    const input = createReadStream(source, { highWaterMark: 1 << 20 });
    input.on('data', (piece) => {
      const bytes = Buffer.from(piece);
      crc = crc32(bytes, crc);
      size += bytes.length;
    });
    input.on('error', (error) => deflate.destroy(error));
    for await (const piece of input.pipe(deflate)) {
      // A stream that was given no encoding gives bytes.
      const bytes = piece as Buffer;
      await file.write(bytes, 0, bytes.length, header + compressed);
      compressed += bytes.length;
    }
    if (size > largest || compressed > largest) throw new Error(`"${source}" is too large for a plain zip.`);
    const sizes = { crc, compressed, size };
    await file.write(localHeader(name, sizes), 0, header, 0);
    const directory = directoryEntry(name, sizes);
    await file.write(directory, 0, directory.length, header + compressed);
    const end = endOfDirectory(directory.length, header + compressed);
    await file.write(end, 0, end.length, header + compressed + directory.length);
  } finally {
    await file.close();
  }
}

interface Sizes {
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
}

// The layout is that of APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16; version 2.0, method 8 (deflate), 1st of February 2017.
const dosDate = ((2017 - 1980) << 9) | (2 << 5) | 1;

function localHeader(name: Buffer, { crc, compressed, size }: Sizes): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(dosDate, 12);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(compressed, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function directoryEntry(name: Buffer, { crc, compressed, size }: Sizes): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x0201_4b50, 0);
  entry.writeUInt16LE(20, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt16LE(dosDate, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(compressed, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  return Buffer.concat([entry, name]);
}

function endOfDirectory(length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, value) => {
  let entry = value;
  for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0xedb8_8320 : entry >>> 1;
  return entry;
});

/** `zlib.crc32` came with Node 20.15; this one is quick enough for a file that is written once. */
function crc32(bytes: Buffer, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}

import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string;
  readonly content: string | Buffer;
  /** The content is already deflated, and this is what it was. */
  readonly deflatedFrom?: { readonly bytes: number; readonly crc32: number };
  readonly isStored?: boolean;
  readonly isEncrypted?: boolean;
  /** The method of compression that it says, if not the one that it has. */
  readonly method?: number;
  /** A checksum that is not the content's. */
  readonly isCorrupt?: boolean;
}

/** A zip archive (APPNOTE 4.3) as few libraries would write it: hostile names, wrong checksums, flags that lie. */
export function zipFile(members: readonly ZipMember[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const {
    name,
    content,
    deflatedFrom,
    isStored = false,
    isEncrypted = false,
    method = isStored ? 0 : 8,
    isCorrupt = false,
  } of members) {
    const raw = Buffer.from(content);
    const data = isStored || deflatedFrom ? raw : deflateRawSync(raw);
    const nameBytes = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE((isEncrypted ? 1 : 0) | 0x800, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(isCorrupt ? 1 : (deflatedFrom?.crc32 ?? checksum(raw)), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(deflatedFrom?.bytes ?? raw.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, nameBytes, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, rest, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, central, Buffer.from('PK\x05\x06'), end]);
}

/** Node has zlib.crc32 since 20.15. */
const checksum = (bytes: Buffer): number => crc32(bytes) >>> 0;

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';

/** What is known of a content once all of it was seen. */
export interface ContentFacts {
  /** Of the content, after decompression: the same bill is the same whether it is compressed or not. */
  readonly sha256: string;
  readonly bytes: number;
  readonly isUtf8: boolean;
}

/** Takes a content piece by piece, in order. */
export interface ContentDigest {
  push(piece: Buffer): void;
  end(): ContentFacts;
}

/** For one content. Whether it is UTF-8 is seen across pieces, too: a character may be cut in two. */
export function createContentDigest(): ContentDigest {
  const hash = createHash('sha256');
  let bytes = 0;
  let isAllUtf8 = true;
  let pending = Buffer.alloc(0);
  return {
    push(piece) {
      hash.update(piece);
      bytes += piece.length;
      if (!isAllUtf8) return;
      const all = pending.length === 0 ? piece : Buffer.concat([pending, piece]);
      const whole = all.length - unfinishedBytes(all);
      isAllUtf8 = isUtf8(all.subarray(0, whole));
      pending = Buffer.from(all.subarray(whole));
    },
    end: () => ({ sha256: hash.digest('hex'), bytes, isUtf8: isAllUtf8 && pending.length === 0 }),
  };
}

/** How many bytes at the end begin a character of which the rest is in the next piece. */
export function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
  }
  return 0;
}

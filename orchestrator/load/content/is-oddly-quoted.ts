const quote = 0x22;

/**
 * Whether bytes have an odd number of double quotes. Four bytes at a time: a bill has forty quotes a row, and one by one they
 * would take longer than inflating it.
 */
export function isOddlyQuoted(bytes: Buffer): boolean {
  const misaligned = (4 - (bytes.byteOffset % 4)) % 4;
  // Words have to begin at a multiple of four; what is too short for one has none.
  const head = bytes.length < misaligned + 4 ? bytes.length : misaligned;
  const count = Math.floor((bytes.length - head) / 4);
  const words = count === 0 ? new Int32Array() : new Int32Array(bytes.buffer, bytes.byteOffset + head, count);
  let hits = 0;
  for (let index = 0; index < words.length; index++) {
    const difference = (words[index] ?? 0) ^ 0x22222222;
    // The highest bit of each byte that is zero here, which is a quote there; no carry goes from one byte to the next.
    hits ^= ~(((difference & 0x7f7f7f7f) + 0x7f7f7f7f) | 0 | difference | 0x7f7f7f7f);
  }
  let isOdd = (((hits >>> 31) ^ (hits >>> 23) ^ (hits >>> 15) ^ (hits >>> 7)) & 1) === 1;
  const ends = [bytes.subarray(0, head), bytes.subarray(head + words.length * 4)];
  for (const end of ends) {
    for (const byte of end) if (byte === quote) isOdd = !isOdd;
  }
  return isOdd;
}

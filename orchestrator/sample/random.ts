/** A stream of chance that gives the same on every machine: whole numbers and exact halvings only, no `Math.random`. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  readonly integer: (below: number) => number;
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  /** True in about `permille` of 1,000 cases. */
  readonly chance: (permille: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly hex: (digits: number) => string;
  /** 8-4-4-4-12 hexadecimal digits. */
  readonly uuid: () => string;
}

/**
 * The stream of a name: streams of different names do not know of each other, so a change of one part of the sample leaves
 * the others as they were. The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded from the text by FNV-1a.
 */
export function randomStream(seed: number, name: string): Random {
  let [a, b, c, counter] = [
    hashText(`${seed}/${name}/a`),
    hashText(`${seed}/${name}/b`),
    hashText(`${seed}/${name}/c`),
    1,
  ];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The first numbers still show the seed.
  for (let round = 0; round < 12; round++) next();
  const integer = (below: number): number => Math.floor((next() / 2 ** 32) * below);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    integer,
    between: (low, high) => low + integer(high - low + 1),
    chance: (permille) => integer(1000) < permille,
    pick: <T>(items: readonly T[]): T => {
      const item = items[integer(items.length)];
      if (item === undefined) throw new Error('internal error: nothing to pick from');
      return item;
    },
    hex,
    uuid: () => {
      const digits = hex(32);
      const part = (start: number, end: number): string => digits.slice(start, end);
      return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
    },
  };
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let position = 0; position < text.length; position++) {
    hash = Math.imul(hash ^ text.charCodeAt(position), 0x01000193);
  }
  return hash | 0;
}

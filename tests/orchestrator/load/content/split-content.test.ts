import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createContentDigest } from '../../../../orchestrator/load/content/content-digest.ts';
import { createCsvRowReader } from '../../../../orchestrator/load/content/csv-rows.ts';
import { NoRowEndError, splitContent } from '../../../../orchestrator/load/content/split-content.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-split-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The texts of the parts of a content, and what was said of the whole. */
async function partsOf(content: string | Buffer, partBytes: number) {
  const file = path.join(folder, 'b.csv.gz');
  writeFileSync(file, gzipSync(content));
  return split(file, partBytes);
}

async function split(file: string, partBytes: number) {
  const digest = createContentDigest();
  const texts: string[] = [];
  const headers: boolean[] = [];
  for await (const part of splitContent(
    { path: file, isGzip: true, fileId: 'part' },
    folder,
    digest,
    partBytes,
  )) {
    texts.push(readFileSync(part.path, 'utf8'));
    headers.push(part.hasHeader);
  }
  return { texts, headers, facts: digest.end() };
}

const cell = fc.array(fc.constantFrom('a', 'é', ',', '"', '\n', '\r\n', ' '), { maxLength: 12 });
const row = fc.array(
  cell.map((all) => `"${all.join('').replaceAll('"', '""')}"`),
  { minLength: 2, maxLength: 2 },
);

test('gives parts that end with a row and are the content, whatever stands in quotes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
      const content = ['"x","y"', ...rows.map((cells) => cells.join(','))].join('\n');
      const { texts, headers, facts } = await partsOf(content, 1);
      expect(texts.join('')).toBe(content);
      expect(headers).toEqual(texts.map((_, index) => index === 0));
      expect(facts).toEqual({
        sha256: createHash('sha256').update(content).digest('hex'),
        bytes: Buffer.byteLength(content),
        isUtf8: true,
      });
      for (const text of texts) {
        const reader = createCsvRowReader(',');
        const found = reader.push(text);
        const { rows: last, isOpen } = reader.end();
        expect(isOpen).toBe(false);
        expect([...found, ...last].filter(({ cells }) => cells.length !== 2)).toEqual([]);
      }
    }),
    { numRuns: 60 },
  );
});

test('cuts a large content several times, and takes each part away when the next one is asked for', async () => {
  const line = `"${'x'.repeat(500)}","1"\n`;
  const { texts } = await partsOf(`"x","y"\n${line.repeat(20_000)}`, 2_000_000);
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.every((text) => text.endsWith('\n'))).toBe(true);
  expect(readdirSync(folder)).toEqual(['b.csv.gz']);
});

test('does not go on for ever in search of a row that ends', async () => {
  const content = `"x","y"\n"${'x'.repeat(5_000_000)}`;
  await expect(partsOf(content, 1_000_000)).rejects.toBeInstanceOf(NoRowEndError);
  expect(readdirSync(folder).filter((name) => name.startsWith('part'))).not.toEqual([]);
});

test('rejects when the file is cut off, after the parts before', async () => {
  const file = path.join(folder, 'b.csv.gz');
  const gzip = gzipSync(
    `"x","y"\n${Array.from({ length: 200_000 }, (_, i) => `"${Math.sin(i)}","1"\n`).join('')}`,
  );
  writeFileSync(file, gzip.subarray(0, gzip.length - 1000));
  await expect(split(file, 1_000_000)).rejects.toMatchObject({ code: 'Z_BUF_ERROR' });
  expect(existsSync(file)).toBe(true);
});

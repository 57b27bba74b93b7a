import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { localPlace } from '../../../../orchestrator/load/files/file-place.ts';

test.each(['b*', 'b[ab]', 'b?', 'b{a,b}'])(
  'a glob that starts from the folder %s has no files of another one',
  async (name) => {
    const root = mkdtempSync(path.join(tmpdir(), 'place-'));
    for (const folder of [name, 'ba']) {
      mkdirSync(path.join(root, folder, 'bills'), { recursive: true });
      writeFileSync(path.join(root, folder, 'bills', 'x.csv'), '');
    }
    const found = await localPlace(path.join(root, name)).match('./bills/*.csv');
    expect(found.map((file) => path.relative(root, file.path))).toEqual([path.join(name, 'bills', 'x.csv')]);
  },
);

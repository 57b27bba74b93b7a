import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import { formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import { expectGolden } from '../../support/golden.ts';
import { openLanding } from './landing.ts';

const folder = path.join(import.meta.dirname, 'broken-inputs');

describe('a broken input is told as its expected.txt says:', () => {
  test.each(readdirSync(folder).sort())('%s', async (name) => {
    const landing = await openLanding();
    const here = path.join(folder, name);
    const sources = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const locations = Object.fromEntries(sources.map((source) => [source.name, source.name]));
    const { diagnostics } = await landing.load(locations, {}, here);
    const found = diagnostics.filter(({ code }) => code !== 'missing-tag-key' || code === name);
    expectGolden(path.join(here, 'expected.txt'), `${formatDiagnostics(found)}\n`);
  });
});

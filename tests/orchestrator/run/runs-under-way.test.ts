import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { birthOf, thisMachine } from '../../../orchestrator/base/machine.ts';
import { findRunUnderWay } from '../../../orchestrator/run/runs-under-way.ts';
import { model, openSmallProject, type SmallProject } from '../../support/small-project.ts';

let project: SmallProject;
beforeEach(async () => {
  project = await openSmallProject({ 'models/staging/stg_one.sql': model('select 1 as one') });
});
afterEach(() => project.close());

const died = 'r20170308t040506_1a2b';
const ours = { pid: process.pid, birth: birthOf(process.pid), machine: thisMachine() };
const folderOf = (run: string): string => path.join(project.root, 'target/runs', run);

/** What a run has left that unpacked something. */
function leave(note: Readonly<Record<string, unknown>>): void {
  project.write(`target/runs/${died}/unpacked/bill.csv`, 'a,b\n');
  project.write(`target/runs/${died}/journal.jsonl`, '{}\n');
  project.write(`target/runs/${died}/under-way.json`, JSON.stringify(note));
}

describe('a run', () => {
  it.each([
    ['whose process is gone', { ...ours, pid: 2 ** 22 + 1 }],
    ['whose process has its number from another one', { ...ours, birth: '1' }],
    ['that had our database open', { pid: 1, machine: 'another', database: 'target/small.duckdb' }],
  ])('takes away what one has unpacked %s, and keeps its journal', async (_, note) => {
    leave(note);
    await project.run();
    expect(readdirSync(folderOf(died))).toEqual(['journal.jsonl']);
  });

  it.each([
    ['goes on', { ...ours, database: 'target/other.duckdb' }],
    ['is on another machine', { pid: 2 ** 22 + 1, machine: 'another' }],
    ['nothing is known of', {}],
  ])('leaves alone what one has unpacked that %s', async (_, note) => {
    leave(note);
    await project.run();
    expect(existsSync(path.join(folderOf(died), 'unpacked/bill.csv'))).toBe(true);
  });

  it('says in its folder that it goes on, as long as it does', async () => {
    const found: unknown[] = [];
    const { runId } = await project.run({
      onEvent: ({ kind }) => kind === 'build-started' && found.push(findRunUnderWay(project.root)),
    });
    expect(found).toEqual([{ run: runId, pid: process.pid }]);
    expect(findRunUnderWay(project.root)).toBeUndefined();
    expect(readdirSync(folderOf(runId))).toEqual(['journal.jsonl']);
  });
});

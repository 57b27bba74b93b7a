import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noMemo } from '../../../orchestrator/base/memo.ts';
import { type SourceText, sourceText } from '../../../orchestrator/base/source-text.ts';
import { parseAheadWith } from '../../../orchestrator/graph/parse-ahead.ts';
import { parseTemplatesWith } from '../../../orchestrator/graph/parse-templates-with.ts';
import { headerComment } from '../../../orchestrator/project/header-comment.ts';
import { memoFiles, openMemo, type SavedMemo } from '../../../orchestrator/project/open-memo.ts';
import type { Macro } from '../../../orchestrator/project/project.ts';

let folder = '';
let worker: URL;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-ahead-'));
  const outfile = path.join(folder, 'template-worker.cjs');
  const source = path.resolve(import.meta.dirname, '../../../orchestrator/graph/template-worker.ts');
  buildSync({ entryPoints: [source], outfile, bundle: true, format: 'cjs', platform: 'node' });
  worker = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const macros: readonly Macro[] = [
  {
    name: 'half',
    file: 'macros/half.sql',
    text: '',
    bodyOffset: 0,
    description: 'Half.',
    parameters: ['of'],
  },
];

const models = (
  count: number,
  body = (index: number) => `select {{half of="${index}"}} as x`,
): SourceText[] =>
  Array.from({ length: count }, (_, index) =>
    sourceText(`models/staging/stg_${index}.sql`, `/*\ndescription: A model.\n*/\n${body(index)}\n`),
  );

/** What came of the models by way of a thread, and how many batches it sent; `atOnce`: who started it helps from the beginning. */
async function readInTwo(sources: readonly SourceText[], script: URL, atOnce: boolean) {
  const root = mkdtempSync(path.join(folder, 'project-'));
  const memo = openMemo(root, 'one');
  let batches = 0;
  const watched: SavedMemo = {
    ...memo,
    add: (lines) => {
      batches++;
      memo.add(lines);
    },
  };
  const end = parseAheadWith(script, watched)(macros, sources);
  if (!atOnce) await vi.waitFor(() => expect(parsedWith(memo, sources).keeps).toBe(0), 60_000);
  await end();
  const parsed = parsedWith(memo, sources);
  memo.save();
  return { ...parsed, batches, saved: linesOf(path.join(root, memoFiles.parsed)) };
}

/** What the models' templates are with a memo, and of how many it did not know them. */
function parsedWith(memo: Pick<SavedMemo, 'find' | 'findLater'>, sources: readonly SourceText[]) {
  let keeps = 0;
  const parse = parseTemplatesWith(new Map(macros.map(({ name, parameters }) => [name, parameters])), {
    find: memo.find,
    findLater: memo.findLater,
    keep: (key) => {
      // A template is kept in two pieces.
      if (key.endsWith('/parts')) keeps++;
    },
  });
  const templates = sources.map(({ file, text }) =>
    parse({ file, text, bodyOffset: headerComment(text)?.bodyOffset ?? 0 }),
  );
  return { templates, keeps };
}

/** All but the digest, which hangs on their order. */
const linesOf = (file: string): readonly string[] =>
  readFileSync(file, 'utf8').split('\n').slice(0, -2).sort();

describe.skipIf(availableParallelism() < 2)('templates that a second thread reads', () => {
  it('are those that one thread reads, whoever of the two has read them', async () => {
    const sources = models(600);
    const byThread = await readInTwo(sources, worker, false);
    const byBoth = await readInTwo(sources, worker, true);
    const alone = parsedWith(noMemo, sources);
    expect(alone.keeps).toBe(600);
    expect([byThread.keeps, byBoth.keeps]).toEqual([0, 0]);
    expect(byThread.templates).toEqual(alone.templates);
    expect(byBoth.templates).toEqual(alone.templates);
    expect(byThread.batches).toBe(13);
    expect(byBoth.saved).toEqual(byThread.saved);
  });

  it('are read by the first one where the second does not start, or dies', async () => {
    const sources = models(500);
    for (const script of [new URL('nothing.cjs', worker), new URL('data:text/javascript,process.exit(3)')]) {
      const { keeps, batches } = await readInTwo(sources, script, true);
      expect({ keeps, batches }).toEqual({ keeps: 0, batches: 0 });
    }
  });

  it('have their mistakes told by who asks, and are not there without a header', async () => {
    const sources = [
      ...models(500, (index) => (index === 7 ? 'select {{quarter}} as x' : 'select 1 as x')),
      sourceText('models/staging/stg_headless.sql', 'select {{half}} as x'),
      sourceText('models/staging/stg_open.sql', '/* select 1 as x'),
    ];
    const { templates } = await readInTwo(sources, worker, true);
    expect(templates[7]?.diagnostics.map(({ place }) => place)).toEqual([
      { file: 'models/staging/stg_7.sql', line: 4, column: 10, endColumn: 17 },
    ]);
  });

  it('are so only where there are many, and nothing is remembered', async () => {
    const few = openMemo(mkdtempSync(path.join(folder, 'project-')), 'one');
    await parseAheadWith(worker, few)(macros, models(499))();
    expect(parsedWith(few, models(499)).keeps).toBe(499);
    const root = mkdtempSync(path.join(folder, 'project-'));
    const before = openMemo(root, 'one');
    before.keep('k'.repeat(44), 'something');
    before.save();
    const memo = openMemo(root, 'one');
    await parseAheadWith(worker, memo)(macros, models(600))();
    expect(parsedWith(memo, models(600)).keeps).toBe(600);
  });
});

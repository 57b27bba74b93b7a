import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import { copyShippedProject } from '../support/copy-shipped-project.ts';
import { runBin } from './run-bin.ts';

const header = '/*\ndescription: One row per area.\ngrain: [area]\nmaterialized: view\n*/';
const doubtful = `${header}
select
    area,
    head_count / 2 as half,
    {{regex_extract "nvl(area, '')" "^a"}} as first_letter
from {{ref "areas"}}
`;

const folders: string[] = [];
const project = async (changes: Readonly<Record<string, string>> = {}): Promise<string> => {
  const folder = await temporaryProject(changes);
  folders.push(folder);
  return folder;
};
let root = '';
beforeAll(async () => {
  root = await project({ 'models/staging/stg_doubtful.sql': doubtful });
});
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

describe('lint as a process', () => {
  it('ends with 0 on the project that is shipped', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'apportion-lint-'));
    folders.push(folder);
    await copyShippedProject(folder);
    const { code, out } = await runBin(folder, ['lint']);
    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing found in \d+ files, for duckdb and redshift\.\n$/);
  });

  it("ends with 1 and points at the analyst's own line and column", async () => {
    const { code, out } = await runBin(root, ['lint']);
    expect(code).toBe(1);
    expect(out).toBe(`models/staging/stg_doubtful.sql:8:16  error  integer-division
  "/" divides, and whole numbers do so differently: 7 / 2 is 3 on Redshift and 3.5, a double, in DuckDB (which gives 3 only because the adapter sets integer_division).
  8 |     head_count / 2 as half,
    |                ~
  Write {{int_div "a" "b"}}; of doubles, cast one side to double precision in sight.

models/staging/stg_doubtful.sql:9:22  error  redshift-nvl
  "nvl(area, '')" is known on Redshift only; DuckDB ends with an error.
  9 |     {{regex_extract "nvl(area, '')" "^a"}} as first_letter
    |                      ~~~~~~~~~~~~~
  Write coalesce(a, b).

2 findings in 3 files, for duckdb and redshift.
`);
  });

  it('looks only at what is selected', async () => {
    expect(await runBin(root, ['lint', '--select', 'stg_areas'])).toMatchObject({
      code: 0,
      out: 'Nothing found in 1 file, for duckdb and redshift.\n',
    });
    expect((await runBin(root, ['lint', '--select', 'stg_nothing'])).code).toBe(2);
  });

  it('writes a finding a line for programs', async () => {
    const { code, out } = await runBin(root, ['lint', '--json']);
    expect(code).toBe(1);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { code: 'integer-division', place: { file: 'models/staging/stg_doubtful.sql', line: 8, column: 16 } },
      { code: 'redshift-nvl', place: { line: 9, column: 22, endColumn: 35 } },
    ]);
  });

  it('ends with 2 if the project cannot be read', async () => {
    const broken = await project({
      'models/staging/stg_areas.sql': `${header}\nselect * from {{ref "nothing"}}\n`,
    });
    const { code, out, err } = await runBin(broken, ['lint']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('unknown-ref');
  });
});

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../../orchestrator/base/diagnostic.ts';
import { readProject } from '../../../orchestrator/project/read-project.ts';
import { readText } from '../../../orchestrator/project/read-text.ts';
import { modelText, withProject } from '../../support/write-project.ts';

const files = {
  'models/staging/stg_a.sql': modelText('select 1 as a'),
  'seeds/seeds.yml': 'areas: {description: Areas., columns: {area: {type: text}}}\n',
  'seeds/areas.csv': 'area\napi\n',
  'elsewhere/raw_x__lines.yml':
    'description: X.\ntitle: X\nsource: bill\nbill: {columns: [{name: a, type: text, from: [a]}]}\n',
};

/** What is wrong with a project of the files after something was done to its folder. */
const mistakesAfter = (change: (root: string) => Promise<unknown>): Promise<string> =>
  withProject(files, async (root) => {
    await change(root);
    return formatDiagnostics((await readProject(root)).diagnostics);
  });

/** The same with links in the place of what was there, by their names. */
const mistakesWithLinks = (goals: Readonly<Record<string, string>>): Promise<string> =>
  mistakesAfter(async (root) => {
    for (const [name, goal] of Object.entries(goals)) {
      const link = path.join(root, name);
      await rm(link, { recursive: true, force: true });
      await mkdir(path.dirname(link), { recursive: true });
      await symlink(goal, link);
    }
  });

describe('what cannot be read of a project', () => {
  it('is a link that leads to nothing, wherever it stands, and nothing else is said of it', async () => {
    const names = [
      'macros/m.sql',
      'models/contracts/lines.yml',
      'models/raw/raw_x__lines.yml',
      'models/staging/stg_a.sql',
      'seeds/areas.csv',
      'tests/assertions/t.sql',
    ];
    const found = await mistakesWithLinks(Object.fromEntries(names.map((name) => [name, '../gone'])));
    expect(found).toBe(
      names
        .map(
          (name) =>
            `${name}  error  unreadable-file\n  "${name}" is a link to "../gone", where nothing is.\n  Put back what it leads to, or remove the link.`,
        )
        .join('\n\n'),
    );
  });

  it.each(['project.yml', 'seeds/seeds.yml', 'models', 'models/raw', 'seeds'])(
    'is a link to nothing in the place of %s',
    async (name) => {
      const found = await mistakesWithLinks({ [name]: '/nowhere' });
      expect(found).toContain(`${name}  error  unreadable-file\n  "${name}" is a link to "/nowhere"`);
      expect(found.match(/error {2}/g)).toHaveLength(1);
    },
  );

  it.each([
    ['models/staging', 'gone', 'is a link to "gone", where nothing is.'],
    [
      'tests/assertions/of_bills',
      '../../seeds',
      'is a link to a folder, and links are followed to files only.',
    ],
    ['models/raw/more', '..', 'is a link to a folder, and links are followed to files only.'],
  ])('is a link in the place of the folder %s that leads to %s', async (name, goal, message) => {
    const found = await mistakesWithLinks({ [name]: goal });
    expect(found).toContain(`${name}  error  unreadable-file\n  "${name}" ${message}\n`);
    expect(found.match(/error {2}/g)).toHaveLength(1);
  });

  it('is a link in a circle', async () => {
    const found = await mistakesWithLinks({ 'models/staging/stg_a.sql': 'stg_a.sql' });
    expect(found).toContain('its symbolic links lead in a circle (ELOOP).\n  A project is read whole: ');
  });

  it('is a file where a folder is expected', async () => {
    const found = await mistakesAfter((root) => writeFile(path.join(root, 'macros'), ''));
    expect(found).toContain('macros  error  unreadable-file\n  "macros" cannot be listed: ');
  });

  it.each([
    ['a folder', (file: string) => mkdir(file)],
    ['a device', (file: string) => symlink('/dev/zero', file)],
    ['a named pipe', async (file: string) => execFileSync('sh', ['-c', 'mkfifo "$0"', file])],
    [
      'a socket',
      async (file: string) => {
        // As a server leaves it that is ended by force.
        const script =
          "require('node:net').createServer().listen(process.argv[1], () => process.kill(process.pid, 9))";
        expect(() => execFileSync(process.execPath, ['-e', script, file])).toThrow();
      },
    ],
  ])('is %s in the place of a file, also behind a link', async (kind, make) => {
    const found = await mistakesAfter(async (root) => {
      await mkdir(path.join(root, 'macros'));
      await make(path.join(root, 'macros/odd'));
      for (const link of ['macros/m.sql', 'seeds/seeds.yml']) {
        await rm(path.join(root, link), { force: true });
        await symlink('../macros/odd', path.join(root, link));
      }
      if (kind !== 'a folder') await make(path.join(root, 'models/staging/stg_b.sql'));
    });
    const names = [
      'macros/m.sql',
      ...(kind === 'a folder' ? [] : ['models/staging/stg_b.sql']),
      'seeds/seeds.yml',
    ];
    expect(found).toBe(
      names
        .map(
          (name) =>
            `${name}  error  unreadable-file\n  "${name}" is expected to be a file, got ${kind}.\n  Put a file there, or remove it.`,
        )
        .join('\n\n'),
    );
  });

  it('is a file that is gone when it is to be read', () => {
    const { value, diagnostics } = readText('/nowhere', 'models/staging/stg_a.sql');
    expect(value).toBeUndefined();
    expect(formatDiagnostics(diagnostics)).toContain(
      'models/staging/stg_a.sql  error  unreadable-file\n  "models/staging/stg_a.sql" cannot be opened: it does not exist (ENOENT).',
    );
  });

  it.skipIf(process.getuid?.() === 0)('is what may not be read', async () => {
    const found = await mistakesAfter(async (root) => {
      await chmod(path.join(root, 'models/staging/stg_a.sql'), 0);
      await mkdir(path.join(root, 'models/raw'), { mode: 0 });
    });
    expect(found.match(/ {2}"\S+" cannot be .+/g)).toEqual([
      '  "models/raw" cannot be listed: permission is denied (EACCES).',
      '  "models/staging/stg_a.sql" cannot be opened: permission is denied (EACCES).',
    ]);
  });
});

describe('what is no text', () => {
  it('is a NUL character, told at its place in every file', async () => {
    const found = await mistakesAfter(async (root) => {
      await writeFile(
        path.join(root, 'models/staging/stg_a.sql'),
        modelText("select 'a\0b' as a, '\0' as b"),
      );
      await writeFile(path.join(root, 'seeds/areas.csv'), 'area\na\0i\n');
    });
    expect(found.replaceAll('\0', '?')).toMatchInlineSnapshot(`
      "models/staging/stg_a.sql:4:10  error  bad-encoding
        This line has the control character NUL (U+0000), which no text has.
        4 | select 'a?b' as a, '?' as b
          |          ~
        Take it out; if the file is UTF-16, save it as UTF-8.

      seeds/areas.csv:2:2  error  bad-encoding
        This line has the control character NUL (U+0000), which no text has.
        2 | a?i
          |  ~
        Take it out; if the file is UTF-16, save it as UTF-8."
    `);
  });

  it('is a file in UTF-16 without a mark', async () => {
    const found = await mistakesAfter((root) =>
      writeFile(path.join(root, 'seeds/seeds.yml'), Buffer.from(files['seeds/seeds.yml'], 'utf16le')),
    );
    expect(found).toContain('seeds/seeds.yml:1:2  error  bad-encoding');
    expect(found).toContain('if the file is UTF-16, save it as UTF-8.');
  });
});

describe('what is read of a project', () => {
  it('is what its folders hold, where they are links as well, and not what has another ending', async () => {
    const found = await mistakesWithLinks({
      'models/raw': '../elsewhere',
      macros: 'elsewhere',
      'models/staging/notes.md': '/nowhere',
      'seeds/area.txt': 'areas.csv',
    });
    expect(found).toBe('');
  });

  it('is what links lead to', async () => {
    const project = await withProject(
      { ...files, 'elsewhere/x': modelText('select 2 as a') },
      async (root) => {
        await symlink('../../elsewhere/x', path.join(root, 'models/staging/stg_b.sql'));
        return readProject(root);
      },
    );
    expect(project.ok && project.value.models.map(({ name }) => name)).toEqual(['stg_a', 'stg_b']);
  });
});

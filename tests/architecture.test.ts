import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const files = readdirSync(path.join(root, 'orchestrator'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const texts = new Map(
  files.map((file) => [file, readFileSync(path.join(root, 'orchestrator', file), 'utf8')]),
);
const rooms = readRooms(readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8'));
const imports = files.flatMap((file) => findImports(file, texts.get(file) ?? ''));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
  /** `import()`: loaded when it is needed. */
  readonly isLate: boolean;
}

type Access = 'code' | 'types';

/** The table under "Rooms": which room may import which, and whether only its types. */
function readRooms(markdown: string): Map<string, Map<string, Access>> {
  const rows = markdown.split('\n').filter((line) => /^\| `/.test(line));
  return new Map(
    rows.map((row) => {
      const [, room = '', , allowed = ''] = row.split('|').map((cell) => cell.trim());
      const entries = [...allowed.matchAll(/`([\w/-]+)`( \(types\))?/g)].map(
        ([, name = '', types]): [string, Access] => [name, types === undefined ? 'code' : 'types'],
      );
      return [room.replaceAll('`', ''), new Map(entries)];
    }),
  );
}

/** Every relative import of a file: static, `export … from` and `import()`, with whether it is of types only. */
function findImports(file: string, text: string): Import[] {
  const resolve = (specifier: string): string => path.posix.join(path.posix.dirname(file), specifier);
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?([^'";]*?)\s*from\s+'(\.[^']+)'/gm);
  const fixed = [...statements].map(([, type, names = '', specifier = '']) => ({
    from: file,
    to: resolve(specifier),
    isType: type !== undefined || /^\{(\s*type\s[^,}]+,?)+\s*\}$/.test(names.trim()),
    isLate: false,
  }));
  const late = [...text.matchAll(/(typeof\s+)?import\(\s*'(\.[^']+)'\s*\)/g)].map(
    ([, type, specifier = '']) => ({
      from: file,
      to: resolve(specifier),
      isType: type !== undefined,
      isLate: true,
    }),
  );
  return [...fixed, ...late];
}

function roomOf(file: string): string | undefined {
  return file.includes('/') ? file.split('/')[0] : undefined;
}

/** The first circle that is found, as a list of what imports what. */
function findCircle(edges: readonly (readonly [from: string, to: string])[]): string[] {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const imported of next.get(file) ?? []) {
      const circle = visit(imported, [...trail, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of next.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

/** Which folders import which of those beside them, however deep the files are. */
function importsBetweenFolders(): (readonly [from: string, to: string])[] {
  return imports.flatMap(({ from, to }) => {
    const [one, other] = [from.split('/'), to.split('/')];
    const depth = one.findIndex((name, index) => name !== other[index]);
    const areFolders = depth < one.length - 1 && depth < other.length - 1;
    return areFolders
      ? [[one.slice(0, depth + 1).join('/'), other.slice(0, depth + 1).join('/')] as const]
      : [];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[\s;{}(),])\/\/.*$/gm, '$1');
}

describe('the architecture', () => {
  it('names every room of orchestrator/ in the table, and no room that is not there', () => {
    expect([...rooms.keys()].sort()).toEqual(
      [...new Set(files.map(roomOf).filter((room) => room !== undefined))].sort(),
    );
  });

  it('lets a room import only the rooms that its line in ARCHITECTURE.md names', () => {
    const forbidden = imports.filter(({ from, to, isType }) => {
      const [room, imported] = [roomOf(from), roomOf(to)];
      if (room === undefined || room === imported) return false;
      const allowed = rooms.get(room);
      const access = imported === undefined ? undefined : allowed?.get(imported);
      const isNamed = allowed?.has(to.replace(/\.ts$/, '')) ?? false;
      return !isNamed && (access === undefined || (access === 'types' && !isType));
    });
    expect(forbidden.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('lets no other room look into the folder of one warehouse', () => {
    const inside = imports.filter(
      ({ from, to }) => roomOf(from) !== 'warehouses' && /^warehouses\/[^/]+\//.test(to),
    );
    expect(inside.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('finds imports, so that the other checks see something', () => {
    expect(imports.length).toBeGreaterThan(files.length);
    expect(imports.filter(({ to }) => !texts.has(to))).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(findCircle(imports.map(({ from, to }) => [from, to]))).toEqual([]);
  });

  it('has no circle among the folders of a room', () => {
    expect(findCircle(importsBetweenFolders())).toEqual([]);
  });

  it('has a table of rooms without a circle', () => {
    const order: string[] = [];
    const ready = (): string | undefined =>
      [...rooms].find(
        ([room, allowed]) =>
          !order.includes(room) &&
          [...allowed.keys()].every((name) => order.includes(name.replace(/\/.*/, ''))),
      )?.[0];
    for (let room = ready(); room !== undefined; room = ready()) order.push(room);
    expect(order.length).toBe(rooms.size);
  });

  it('touches process and console only in cli.ts', () => {
    const touching = files.filter(
      (file) =>
        file !== 'cli.ts' &&
        /(?<![\w.'"`-])(process\.(?!pid\b|platform\b|constrainedMemory\b|kill\(pid, 0\))|console\.)|from 'node:(process|console)'/.test(
          withoutComments(texts.get(file) ?? ''),
        ),
    );
    expect(touching).toEqual([]);
  });

  it('loads the library of a warehouse only when one is opened', () => {
    const eager = /^import (?!type\b)[^;]*'(@duckdb\/node-api|@aws-sdk\/[^']*)'/m;
    expect(files.filter((file) => eager.test(texts.get(file) ?? ''))).toEqual([]);
  });

  it('loads the libraries that parse files only when a file has changed', () => {
    const loaded = new Set(['cli.ts', 'commands/ls.ts', 'commands/compile.ts', 'commands/lint.ts']);
    for (const file of loaded)
      for (const { from, to, isType, isLate } of imports)
        if (from === file && !isType && !isLate) loaded.add(to);
    const parses = /^import (?!type\b)[^;]*'(yaml|zod)'/m;
    expect([...loaded].filter((file) => parses.test(texts.get(file) ?? ''))).toEqual([]);
    expect(files.filter((file) => parses.test(texts.get(file) ?? ''))).not.toEqual([]);
  });

  it('has files of at most 300 lines, named in kebab-case', () => {
    expect(files.filter((file) => (texts.get(file) ?? '').split('\n').length > 301)).toEqual([]);
    expect(
      files.filter((file) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(file)),
    ).toEqual([]);
  });
});

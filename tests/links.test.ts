import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');
const pages = [
  ...readdirSync(root),
  ...['docs', 'infra', 'bench'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  ),
].filter((file) => file.endsWith('.md'));

/** What a link into a page may end with: its headings, in the words that GitHub makes of them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The links of a page that lead to no file, or to no heading of it. */
function deadLinks(page: string, markdown: string): string[] {
  return [...markdown.matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)/g)].flatMap(
    ([, file = '', anchor]) => {
      const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
      const isThere =
        existsSync(path.join(root, target)) &&
        (anchor === undefined || anchorsOf(target === page ? markdown : read(target)).has(anchor));
      return isThere ? [] : [`${page}: ${file}${anchor === undefined ? '' : `#${anchor}`}`];
    },
  );
}

it('has no link in its pages that leads nowhere', () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.flatMap((page) => deadLinks(page, read(page)))).toEqual([]);
});

it('would find one', () => {
  const page =
    '# Here\n[a](gone.md) [b](../README.md#gone) [c](#gone) [d](#here) [e](https://example.com/gone)';
  expect(deadLinks('docs/lint.md', page)).toEqual([
    'docs/lint.md: gone.md',
    'docs/lint.md: ../README.md#gone',
    'docs/lint.md: #gone',
  ]);
});

import { expect, test } from 'vitest';
import { globBase, isGlob, matchGlob } from '../../../../orchestrator/load/files/match-glob.ts';

test.each([
  ['/a/*.csv', '/a/b.csv', true],
  ['/a/*.csv', '/a/b/c.csv', false],
  ['/a/**/*.csv', '/a/b/c/d.csv', true],
  ['/a/**/*.csv', '/a/d.csv', true],
  ['/a/**', '/a/b/c', true],
  ['/a/b-201[6-7]-??.csv', '/a/b-2017-02.csv', true],
  ['/a/b-201[!7]-02.csv', '/a/b-2017-02.csv', false],
  ['/a/{x,y*}.csv', '/a/yes.csv', true],
  ['/a/{x,y}.csv', '/a/z.csv', false],
  ['/a/b+(1).csv', '/a/b+(1).csv', true],
  ['/a/a,b.csv', '/a/a,b.csv', true],
  ['/a/x.csv', '/a/xycsv', false],
  ['/a/[z-a].csv', '/a/m.csv', false],
  ['/a/[z-ab-c].csv', '/a/b.csv', true],
  ['/a/[^a\\].csv', '/a/^.csv', true],
  ['/a[!b]c', '/a/c', false],
  ['/a/?.csv', '/a/😀.csv', true],
  ['/a/[😀].csv', '/a/😀.csv', true],
  ['/a/{b[}].csv', '/a/{b}.csv', true],
  ['/a/{b,{c}.csv', '/a/{b,c.csv', true],
  ['/a/b}.csv', '/a/b}.csv', true],
  ['/a/{b,{c,d}e}.csv', '/a/de.csv', true],
  [`/a/${'**/'.repeat(20)}x`, `/a/${'b/'.repeat(200)}y`, false],
])('%s and %s: %s', (glob, path, does) => {
  expect(matchGlob(glob, path)).toBe(does);
});

test('a glob begins under the folder before its first wildcard', () => {
  expect([globBase('/a/b/*.csv'), globBase('/*.csv'), globBase('C:/a/**/x'), isGlob('/a/b.csv')]).toEqual([
    '/a/b',
    '/',
    'C:/a',
    false,
  ]);
});

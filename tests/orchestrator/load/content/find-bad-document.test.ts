import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findBadDocument } from '../../../../orchestrator/load/content/find-bad-document.ts';

const found = (content: string): ReturnType<typeof findBadDocument> => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'documents-')), 'events.json');
  writeFileSync(file, content);
  return findBadDocument(file, false);
};

test('documents end where their brackets do, whatever stands in their texts', async () => {
  const good = '{"a": "}{", "b": "\\"}", "c\\\\": [{}, "["]}';
  expect(await found(`${good}${good}\n${good}`)).toBeUndefined();
  expect(await found(`${good}\n${good} {"a": }`)).toMatchObject({ document: 3, line: 2 });
  expect(await found(`${good}\n{"a": "}`)).toMatchObject({
    document: 2,
    problem: 'the file ends in the middle of it',
  });
});

test('a document may have a text of any length', async () => {
  expect(await found(`{"a": "${'a'.repeat(2e7)}"}\n{"a": }`)).toMatchObject({ document: 2, line: 2 });
});

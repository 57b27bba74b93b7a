import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CopyReader, FileCopies } from '../../../../orchestrator/load/files/file-copies.ts';
import type { FoundFile } from '../../../../orchestrator/load/files/found-file.ts';
import { memberPrefix, unpackZip } from '../../../../orchestrator/load/files/unpack-zip.ts';
import type { ObjectStore } from '../../../../orchestrator/s3/object-store.ts';
import { openObjectStore } from '../../../../orchestrator/s3/open-object-store.ts';
import { type S3StandIn, startS3 } from '../../../stand-ins/s3/start-s3.ts';
import { withDummyCredentials } from '../../../support/dummy-credentials.ts';
import { zipFile } from '../zip-file.ts';

withDummyCredentials();

let s3: S3StandIn;
let store: ObjectStore;
let folder: string;

beforeEach(async () => {
  s3 = await startS3();
  store = await openObjectStore({ region: 'eu-west-1', endpoint: s3.endpoint });
  folder = mkdtempSync(path.join(tmpdir(), 'apportion-copies-'));
});
afterEach(async () => {
  store.close();
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

const copiesOf = (mostKept: number): FileCopies => new FileCopies(async () => store, folder, mostKept);
const put = async (key: string, content: string | Buffer): Promise<FoundFile> => {
  const { bytes, etag, modifiedAt } = await s3.put('bills', key, content);
  return { path: `s3://bills/${key}`, bytes, etag, modifiedAt, isNamed: false };
};
const reader = (found: FoundFile, file: string, member: string | null = null): CopyReader => ({
  source: 'bill',
  found,
  member,
  load: { path: file },
});

it('keeps so much of what was looked at until it is loaded, and makes the rest again', async () => {
  const copies = copiesOf(10);
  const readers: CopyReader[] = [];
  for (const key of ['a', 'b', 'c']) {
    const found = await put(key, key.repeat(6));
    const one = reader(found, await copies.bring(found));
    await copies.settle(found, [one]);
    readers.push(one);
  }
  expect(readers.map(({ load }) => existsSync(load.path))).toEqual([true, false, false]);
  await copies.bringAll(readers);
  expect(readers.map(({ load }) => readFileSync(load.path, 'utf8'))).toEqual(['aaaaaa', 'bbbbbb', 'cccccc']);
  for (const one of readers) await copies.drop(one);
  expect(readdirSync(folder)).toEqual([]);
});

it('unpacks an archive again for the members that are loaded, and keeps no archive', async () => {
  const copies = copiesOf(0);
  const members = ['one', 'two'].map((name) => ({ name: `${name}.csv`, content: name }));
  const found = await put('a.zip', zipFile(members));
  const unpacked = await unpackZip(await copies.bring(found), folder, memberPrefix('bill', found.path));
  const readers = unpacked.map((member) => reader(found, member.path, member.name));
  await copies.settle(found, readers);
  expect(readdirSync(folder)).toEqual([]);
  await Promise.all([copies.bringAll(readers), copies.bringAll(readers)]);
  expect(readers.map(({ load }) => gunzipSync(readFileSync(load.path)).toString())).toEqual(['one', 'two']);
  expect(readdirSync(folder).length).toBe(2);
  expect(s3.requests.length).toBe(2);
});

it('takes nothing away that it cannot make again', async () => {
  const copies = copiesOf(0);
  const found = await put('a.zip', zipFile([{ name: 'one.json', content: '{}' }]));
  await copies.bring(found);
  const inflated = reader(found, path.join(folder, 'inflated.json'), 'one.json');
  writeFileSync(inflated.load.path, '{}');
  await copies.settle(found, [inflated]);
  await copies.bringAll([inflated]);
  await copies.drop(inflated);
  expect(readdirSync(folder)).toEqual(['inflated.json']);
});

it('forgets what nobody loads, and leaves files of this machine alone', async () => {
  const copies = copiesOf(1000);
  const found = await put('a', 'a');
  await copies.bring(found);
  await copies.settle(found, []);
  expect(readdirSync(folder)).toEqual([]);
  const local = { path: import.meta.filename, bytes: 1, modifiedAt: 0, isNamed: true };
  expect(await copies.bring(local)).toBe(import.meta.filename);
  await copies.settle(local, []);
  await copies.drop(reader(local, import.meta.filename));
  expect(existsSync(import.meta.filename)).toBe(true);
});

it('downloads one version only', async () => {
  const copies = copiesOf(1000);
  const found = await put('a', 'first');
  await put('a', 'other');
  await expect(copies.bring(found)).rejects.toMatchObject({ problem: 'changed' });
});

it('ends what is under way when it is closed', async () => {
  s3.plan = { onRequest: () => ({ bytesPerSecond: 1000 }) };
  const copies = copiesOf(1000);
  const found = await put('a', 'a'.repeat(1_000_000));
  const bringing = copies.bring(found);
  const ended = expect(bringing).rejects.toMatchObject({ problem: 'interrupted' });
  setTimeout(() => void copies.close(), 50);
  await ended;
  expect(readdirSync(folder)).toEqual([]);
});

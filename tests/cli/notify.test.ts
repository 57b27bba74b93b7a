import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryProject } from '../orchestrator/commands/temporary-project.ts';
import { type Ended, runBin } from './run-bin.ts';

const folders: string[] = [];
const project = async (changes: Readonly<Record<string, string>> = {}): Promise<string> => {
  const folder = await temporaryProject(changes);
  folders.push(folder);
  return folder;
};

/** What the webhook got, and how it answers: one status after the other, the last of them for good. */
const received: { text: string }[] = [];
let answers: number[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    received.push(JSON.parse(body));
    const status = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(status ?? 200).end();
  });
});
const secret = 'T000/B000/never-shown';
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/${secret}`;
});
afterAll(async () => {
  server.close();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});
beforeEach(() => {
  received.length = 0;
  answers = [200];
});

async function run(folder: string, args: readonly string[], webhook = address): Promise<Ended> {
  const ended = await runBin(folder, args, undefined, undefined, { APPORTION_WEBHOOK: webhook });
  expect(ended.out + ended.err).not.toContain(secret);
  return ended;
}

describe('--notify', () => {
  it('tells of a failure: which nodes, why, and that nothing was published', async () => {
    const folder = await project({ 'seeds/areas.csv': 'area,head_count\napi,3\napi,4\n' });
    const { code } = await run(folder, ['run', '--notify', 'failure']);
    expect(code).toBe(1);
    expect(received).toHaveLength(1);
    expect(received[0]?.text).toMatch(
      /^\*apportion run\* on local: Failed after .*Nothing was published: readers see what they saw before\.\n• unique__areas__area: /,
    );
  });

  it('tells of a run that could not start', async () => {
    const folder = await project({ 'models/staging/stg_areas.sql': 'select 1' });
    const { code } = await run(folder, ['run', '--notify', 'failure']);
    expect(code).toBe(2);
    expect(received[0]?.text).toContain('It could not start. Readers see what they saw before.');
  });

  it('tells of a success only if it is asked to', async () => {
    const folder = await project();
    expect(await run(folder, ['run', '--notify', 'failure', 'warning'])).toMatchObject({ code: 0 });
    expect(received).toEqual([]);
    expect(await run(folder, ['run', '--notify', 'success'])).toMatchObject({ code: 0 });
    expect(received[0]?.text).toMatch(/^\*apportion run\* on local: /);
  });

  it('does not let text of files mention anybody', async () => {
    const folder = await project({
      'models/staging/stg_areas.sql': '/*\ndescription: x\n*/\nselect * from {{ref "<!channel>"}}',
    });
    await run(folder, ['run', '--notify', 'failure']);
    expect(received[0]?.text).toContain('&lt;!channel&gt;');
    expect(received[0]?.text).not.toContain('<!channel>');
  });

  it('tries again when the webhook is in trouble, and says so when it stays so, without its address', async () => {
    const folder = await project();
    answers = [503, 429, 200];
    const patient = await run(folder, ['run', '--notify', 'success']);
    expect(patient.err).not.toContain('not-notified');
    expect(received).toHaveLength(3);
    answers = [500];
    const { code, err } = await run(folder, ['run', '--notify', 'success']);
    expect(code).toBe(0);
    expect(err).toContain('warning  not-notified\n  The webhook of APPORTION_WEBHOOK answered with HTTP 500');
    answers = [404];
    received.length = 0;
    expect((await run(folder, ['run', '--notify', 'success'])).err).toContain('answered with HTTP 404');
    expect(received).toHaveLength(1);
  });

  it('needs an address, and one to which nobody else listens', async () => {
    const folder = await project();
    const missing = await run(folder, ['run', '--notify', 'failure'], '');
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.err).toContain('The environment variable "APPORTION_WEBHOOK" is not set');
    const open = await run(folder, ['run', '--notify', 'failure'], `http://hooks.example.com/${secret}`);
    expect(open).toMatchObject({ code: 2 });
    expect(open.err).toContain('does not hold the address of a webhook');
    const named = await run(
      folder,
      ['run', '--notify', 'failure'],
      `https://user:${encodeURIComponent(secret)}@hooks.example.com/x`,
    );
    expect(named).toMatchObject({ code: 2 });
    expect(named.err).toContain('holds an address with a user or password before its "@"');
    expect(named.err).not.toContain('hooks.example.com');
  });
});

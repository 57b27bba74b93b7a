import { rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from './dbr-file.ts';
import { call, task, withBill, write } from './event-documents.ts';
import { type Landing, openLanding } from './landing.ts';
import { zipFile } from './zip-file.ts';

const text = (version: number): string => JSON.stringify(task(version));

async function versions(landing: Landing): Promise<unknown> {
  return (await landing.rows('select version from raw.raw_ecs__events order by version')).flat().join(' ');
}

describe('arrays and documents may follow each other:', () => {
  test.each([
    ['an array first', `[${text(1)},${text(2)}]\n${text(3)}`],
    ['an array last', `${text(1)}\n[${text(2)},${text(3)}]`],
    ['an empty array between', `${text(1)}[]${text(2)}\n[${text(3)}]\n`],
    ['arrays only', `[${text(1)}]\n[${text(2)},${text(3)}]`],
  ])('%s', async (_, content) => {
    const landing = await openLanding();
    const sources = { bill: withBill(landing), ecs_events: landing.write('e.json', content) };
    expect(await landing.mistakes(sources)).toBe('');
    expect(await versions(landing)).toBe('1 2 3');
  });

  test('also in several files of one load', async () => {
    const landing = await openLanding();
    landing.write('events/a.json', `[${text(1)}]`);
    landing.write('events/b.json', text(2));
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toBe('');
    expect(await versions(landing)).toBe('1 2');
  });
});

describe('documents of another shape than most are read all the same:', () => {
  test.each([
    ['a detail that is a text', '{"id": "x", "detail": "nothing"}', 'x'],
    ['a detail that is an array', '{"id": "x", "detail": [{"version": 7}]}', 'x'],
    ['a key that comes twice, of which the first counts', '{"id": "x", "detail": {}, "id": "y"}', 'x'],
    ['a text alone', '"nothing"', null],
  ])('%s', async (_, document, id) => {
    const landing = await openLanding();
    const content = `${text(1)}\n${document}\n${text(2)}`;
    const sources = { bill: withBill(landing), ecs_events: landing.write('e.json', content) };
    await landing.load(sources);
    expect(await landing.rows('select event_id, version from raw.raw_ecs__events order by version')).toEqual([
      ['event-1', '1'],
      ['event-2', '2'],
      [id, null],
    ]);
    expect(landing.events.filter(({ kind }) => kind === 'warning').length).toBeLessThan(2);
  });
});

describe('a file in a folder that is passed over is told:', () => {
  test.each<[string, string, string | Buffer, string]>([
    ['cut at its beginning', 'b.json', `,${text(2)}`, 'it begins with ",{"version":"0","id"'],
    ['rubbish and compressed', 'b.gz', gzipSync(`xx${text(2)}`), 'it begins with "xx{"version'],
    [
      'rubbish of no extension',
      's-2017-02-07-03-00-00-1b4a2a04-046f-4331-9d74-3f6d7f6ca315',
      `xx${text(2)}`,
      'it begins with "xx{',
    ],
    ['in UTF-16', 'b.json', Buffer.from(`\uFEFF${text(2)}`, 'utf16le'), 'it is written in UTF-16'],
    ['a table', 'b.json.gz', gzipSync('id,time\n1,2\n'), 'it begins with "id,time'],
  ])('%s', async (_, name, content, why) => {
    const landing = await openLanding();
    landing.write('events/a.json', text(1));
    landing.write(`events/${name}`, content);
    const mistakes = await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' });
    expect(mistakes).toContain(`events/${name}  warning  passed-over\n`);
    expect(mistakes).toContain(`"events/${name}" was passed over, and nothing in it counts: ${why}`);
    expect(await versions(landing)).toBe('1');
  });

  test('in an archive too', async () => {
    const landing = await openLanding();
    landing.write(
      'events/a.zip',
      zipFile([
        { name: 'a.json', content: text(1) },
        { name: 'b.json', content: `,${text(2)}` },
      ]),
    );
    expect(await landing.mistakes({ bill: withBill(landing), ecs_events: 'events' })).toContain(
      '"events/a.zip/b.json" was passed over',
    );
  });

  test('and JSON that is called a bill', async () => {
    const landing = await openLanding();
    landing.write('bill/b-2017-02.csv', dbrFile([dbrRow()]));
    landing.write('bill/c-2017-03.csv', '{"error": "AccessDenied"}');
    expect(await landing.mistakes({ bill: 'bill' })).toContain(
      '"bill/c-2017-03.csv" was passed over, and nothing in it counts: it holds JSON, which is no bill.',
    );
  });

  test('but not files of another source in the same folder', async () => {
    const landing = await openLanding();
    landing.write('all/b-2017-02.csv', dbrFile([dbrRow()]));
    landing.write('all/c-2017-03.gz', gzipSync(dbrFile([dbrRow({ UnBlendedCost: '5' })])));
    landing.write('all/ecs.gz', gzipSync(text(1)));
    write(landing, 'all/ebs.json', [call('AttachVolume', 'a')]);
    expect(await landing.mistakes({ bill: 'all', ecs_events: 'all', ebs_events: 'all' })).toBe('');
  });
});

describe('of each event file what it holds now counts:', () => {
  test('two files held the same, and then one of them changes', async () => {
    const landing = await openLanding();
    const bill = withBill(landing);
    const a = landing.write('events/a.json', text(1));
    landing.write('events/b.json', text(1));
    landing.write('events/c.json', text(9));
    await landing.load({ bill, ecs_events: 'events' });
    expect(await versions(landing)).toBe('1 9');
    landing.write('events/a.json', text(2));
    await landing.load({ bill, ecs_events: a });
    expect(await versions(landing)).toBe('1 2 9');
    landing.write('events/b.json', text(3));
    await landing.load({ bill, ecs_events: 'events' });
    expect(await versions(landing)).toBe('2 3 9');
    landing.write('events/b.json', text(2));
    await landing.load({ bill, ecs_events: 'events' });
    landing.write('events/a.json', text(4));
    await landing.load({ bill, ecs_events: a });
    expect(await versions(landing)).toBe('2 4 9');
  });

  test('a copy that comes later keeps the events when the first one changes', async () => {
    const landing = await openLanding();
    const bill = withBill(landing);
    const a = landing.write('a.json', text(1));
    await landing.load({ bill, ecs_events: a });
    await landing.load({ bill, ecs_events: landing.write('copy.json', text(1)) });
    expect(await versions(landing)).toBe('1');
    await landing.load({ bill, ecs_events: landing.write('a.json', text(2)) });
    expect(await versions(landing)).toBe('1 2');
    await landing.load({ bill, ecs_events: landing.write('copy.json', text(3)) });
    expect(await versions(landing)).toBe('2 3');
  });

  test.each<[string, string]>([
    ['nothing, once it is empty', ''],
    ['nothing, once it is no JSON', `xx${text(1)}`],
  ])('%s', async (_, content) => {
    const landing = await openLanding();
    const bill = withBill(landing);
    landing.write('events/a.json', text(1));
    landing.write('events/b.json', text(2));
    await landing.load({ bill, ecs_events: 'events' });
    landing.write('events/a.json', content);
    expect(await landing.mistakes({ bill, ecs_events: 'events' })).toContain('events/a.json  warning  ');
    expect(await versions(landing)).toBe('2');
    landing.write('events/a.json', text(1));
    await landing.load({ bill, ecs_events: 'events' });
    expect(await versions(landing)).toBe('1 2');
  });

  test('of a file that is no longer there, what it held', async () => {
    const landing = await openLanding();
    const bill = withBill(landing);
    const a = landing.write('events/a.json', text(1));
    landing.write('events/b.json', text(2));
    await landing.load({ bill, ecs_events: 'events' });
    rmSync(a);
    await landing.load({ bill, ecs_events: 'events' });
    expect(await versions(landing)).toBe('1 2');
  });

  test('and a file that lies in two locations is one', async () => {
    const landing = await openLanding();
    const a = landing.write('events/a.json', text(1));
    const loaded = await landing.load({ bill: withBill(landing), ecs_events: ['events', a] });
    expect(await versions(landing)).toBe('1');
    expect(loaded).toMatchObject({
      ok: true,
      value: { files: [{ source: 'bill' }, { source: 'ecs_events', rows: 1 }] },
    });
  });
});

import { describe, expect, test } from 'vitest';
import { dbrFile, dbrRow } from '../dbr-file.ts';
import { openLanding } from '../landing.ts';

const text = (...descriptions: readonly string[]): string =>
  dbrFile(descriptions.map((ItemDescription) => dbrRow({ ItemDescription })));

describe('a bill that is not UTF-8', () => {
  test.each([
    ['Windows-1252', Buffer.from(text('café', 'a \x93quote\x94'), 'latin1'), ':3', '0x93'],
    [
      'UTF-8 with a damaged byte',
      Buffer.concat([
        Buffer.from(text('À la carte', 'fine')),
        Buffer.from(text('\x92').split('\n')[1] ?? '', 'latin1'),
      ]),
      ':4',
      '0x92',
    ],
    [
      'UTF-8 by its byte order mark, with a byte of Latin-1',
      Buffer.concat([Buffer.from('\uFEFF'), Buffer.from(text('fine', 'café'), 'latin1')]),
      ':3',
      '0xE9',
    ],
    [
      'UTF-8 by its byte order mark, with a byte of Latin-1 behind other characters',
      Buffer.concat([Buffer.from('\uFEFF"tä","\uFFFD"'), Buffer.from('Ó\n1,2\n', 'latin1')]),
      ':1',
      '0xD3',
    ],
    [
      'UTF-8 and Latin-1 in turns',
      Buffer.concat([Buffer.from(text('a — b')), Buffer.from(text('café').split('\n')[1] ?? '', 'latin1')]),
      ':3',
      '0xE9',
    ],
  ])('nor Latin-1 is refused once, at the line: %s', async (_, content, line, byte) => {
    const landing = await openLanding();
    landing.write('b-2017-02.csv', content);
    expect(await landing.mistakes({ bill: 'b-2017-02.csv' })).toBe(
      `b-2017-02.csv${line}  error  bad-encoding\n  "b-2017-02.csv" is neither UTF-8 nor Latin-1: this line has the byte ${byte}.\n  It may be Windows-1252, or damaged. Save it as UTF-8, or take the file as AWS wrote it.`,
    );
  });

  test('but Latin-1 is read', async () => {
    const landing = await openLanding();
    const bill = landing.write('b-2017-02.csv', Buffer.from(text('café', 'naïve'), 'latin1'));
    expect(await landing.mistakes({ bill })).toContain('it was read as Latin-1');
    expect(await landing.rows('select description from raw.raw_aws_dbr__line_items order by 1')).toEqual([
      ['café'],
      ['naïve'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { parseMonths } from '../../../orchestrator/commands/parse-months.ts';
import { parseSources } from '../../../orchestrator/commands/parse-sources.ts';
import { parseWholeNumber } from '../../../orchestrator/commands/parse-whole-number.ts';

describe('parseMonths', () => {
  it('takes months in any form, sorts them and drops repeats', () => {
    const parsed = parseMonths(['2017-02,2017-01', '2017-02-01']);
    expect(parsed.ok && parsed.value).toEqual(['2017-01-01', '2017-02-01']);
  });

  it('means every month when the option is absent', () => {
    const parsed = parseMonths(undefined);
    expect(parsed.ok && parsed.value).toBe(undefined);
  });

  it('refuses what is not a month', () => {
    expect(parseMonths(['2017-13', 'February']).diagnostics.map(({ code }) => code)).toEqual([
      'bad-option',
      'bad-option',
    ]);
  });
});

describe('parseSources', () => {
  it('collects the locations of each source as they were written', () => {
    const parsed = parseSources(['bill=./a.csv', 'bill=b=c/*.zip', 'ecs_events=s3://bucket/prefix']);
    expect(parsed.ok && parsed.value).toEqual({
      bill: ['./a.csv', 'b=c/*.zip'],
      ecs_events: ['s3://bucket/prefix'],
    });
  });

  it('refuses another name, and says which was meant', () => {
    expect(parseSources(['bills=./a.csv']).diagnostics[0]?.hint).toBe('Did you mean "bill"?');
  });

  it('repeats no password', () => {
    const given = ['https://user:PASS=W0RD@host/x.csv', 'bills=https://user:PASS=W0RD@host/x.csv'];
    const said = JSON.stringify(parseSources(given).diagnostics);
    expect(said).toContain('https://…@host/x.csv');
    expect(said).not.toMatch(/PASS|W0RD/);
  });

  it('refuses what has no name or no location', () => {
    expect(parseSources(['./a.csv', '=./a.csv', 'bill=']).diagnostics).toHaveLength(3);
  });
});

describe('parseWholeNumber', () => {
  it('takes separators of thousands and nothing that is not a number', () => {
    const value = (text: string): number | false => {
      const parsed = parseWholeNumber('lines', text);
      return parsed.ok && parsed.value;
    };
    expect(['1', '200_000', '200,000', '0', '-1', '1e3', '1.5', '', '1_0'].map(value)).toEqual([
      1,
      200_000,
      200_000,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

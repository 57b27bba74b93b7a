import { describe, expect, it } from 'vitest';
import { parseVars } from '../../../orchestrator/commands/parse-vars.ts';

const declared = { product_area_tag: 'product_area', idle: 'spread', days: 3, strict: true };

const messages = (...given: string[]): string[] =>
  parseVars(given, declared).diagnostics.map(({ message }) => message);

describe('parseVars', () => {
  it('takes key=value and JSON objects, the later over the earlier, and keeps the rest', () => {
    const parsed = parseVars(['idle=keep', '{"product_area_tag": "team", "days": 5}', 'days=7'], declared);
    expect(parsed.ok && parsed.value).toEqual({
      product_area_tag: 'team',
      idle: 'keep',
      days: 7,
      strict: true,
    });
  });

  it('keeps an equals sign in the value, and gives a value the type that project.yml has', () => {
    const parsed = parseVars(['idle=a=b', 'days=-1.5', 'strict=false'], declared);
    expect(parsed.ok && parsed.value).toEqual({ ...declared, idle: 'a=b', days: -1.5, strict: false });
  });

  it('refuses a variable that project.yml does not have, and says which was meant', () => {
    const parsed = parseVars(['idel=keep'], declared);
    expect(parsed.ok).toBe(false);
    expect(parsed.diagnostics[0]?.hint).toBe('Did you mean "idle"?');
    expect(messages('constructor=1', '__proto__=1')).toHaveLength(2);
  });

  it('refuses what is neither a pair nor an object, and a value of another type', () => {
    expect(messages('idle', '[1]', '{"days": ', '{1: 2}')).toHaveLength(4);
    expect(
      messages('days=soon', 'strict=1', '{"strict": null}', '{"strict": 1}', '{"idle": true}'),
    ).toHaveLength(5);
  });

  it.each([
    ['0.0000001', '1e-7'],
    ['12345678901234567890.123456789', '12345678901234567000'],
    ['0.10', '0.1'],
    ['1e400', 'Infinity'],
    ['-0', '0'],
  ])(
    'refuses the number %s, which would be another text as a number, as project.yml does',
    (written, read) => {
      const message = `The variable "days" is written ${written}, which as a number would be ${read}.`;
      expect(messages(`days=${written}`, `{"idle": "\\"1", "days": ${written}}`)).toEqual([message, message]);
    },
  );

  it('refuses a number with a zero before it, and says how project.yml would let it be taken', () => {
    expect(parseVars(['days=00012'], declared).diagnostics).toEqual([
      {
        severity: 'error',
        code: 'bad-option',
        message: 'The variable "days" is written 00012, which as a number would be 12.',
        hint: 'For --vars to take it as it is written, its value in project.yml has to be text, in quotes.',
      },
    ]);
  });

  it('keeps each digit of a number where project.yml has text', () => {
    const given = '{"idle": 12345678901234567890.10, "product_area_tag": "1.0 \\"2.0\\" 3"}';
    const parsed = parseVars([given], declared);
    expect(parsed.ok && parsed.value).toMatchObject({
      idle: '12345678901234567890.10',
      product_area_tag: '1.0 "2.0" 3',
    });
  });

  it('refuses a value that project.yml does not list, and says which was meant', () => {
    const choices = { idle: ['spread', 'keep'], days: [1, 3] };
    const parsed = parseVars(['idle=Keep', 'days=7', 'product_area_tag=anything'], declared, choices);
    expect(parsed.diagnostics).toMatchObject([
      {
        code: 'bad-option',
        message: '--vars: "idle" may be spread, keep; "Keep" is none of these.',
        hint: 'Did you mean "keep"?',
      },
      { code: 'bad-option', message: '--vars: "days" may be 1, 3; "7" is none of these.' },
    ]);
    expect(parseVars(['idle=keep', 'days=1'], declared, choices)).toMatchObject({
      ok: true,
      value: { idle: 'keep', days: 1 },
    });
  });
});

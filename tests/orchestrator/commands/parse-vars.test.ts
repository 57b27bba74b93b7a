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
    expect(messages('idle', '[1]', '{"days": ')).toHaveLength(3);
    expect(messages('days=soon', 'strict=1', '{"strict": null}')).toHaveLength(3);
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

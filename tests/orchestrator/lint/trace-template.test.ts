import { describe, expect, it } from 'vitest';
import { originOf } from '../../../orchestrator/lint/marks.ts';
import { traceTemplate } from '../../../orchestrator/lint/trace-template.ts';
import type { AnsweredCall } from '../../../orchestrator/templates/render-template.ts';
import type { ParsedTemplate } from '../../../orchestrator/templates/template.ts';
import { parseText, type TestMacros } from '../../support/parse-text.ts';

const answer = ({ word, arguments: given }: AnsweredCall): string => {
  const [first = '', second = ''] = given;
  switch (word) {
    case 'int_div':
      return `((${first}) // (${second}))`;
    case 'row_hash':
      return `hash(${first.split(',').map((column) => `f(${column.trim()})`)})`;
    case 'cast':
      if (first !== 'cost') throw new RangeError(first);
      return `cast(${second} as decimal)`;
    default:
      return `${word}(${given.join(', ')})`;
  }
};

function traced(text: string, macros: TestMacros = {}, parameters: readonly string[] = []): string[] {
  const parsed = new Map(
    Object.entries(macros).map(([name, [names, body]]): [string, ParsedTemplate] => [
      name,
      parseText(body, macros, names.split(' '), `${name}.sql`),
    ]),
  );
  const template = parseText(text, macros, parameters);
  expect(template.diagnostics).toEqual([]);
  return traceTemplate(template, { macros: parsed, answer }).map((one) => {
    // What stands in the model as it is, what stands in a macro in capitals, and the dialect's own as dots.
    const letters = one.sql.split('').map((letter, at) => {
      const origin = originOf(one, at);
      if (origin === undefined) return /\s/.test(letter) ? letter : '·';
      expect(origin.template.source.text[origin.offset]).toBe(letter);
      return origin.template.file === 'model.sql' ? letter : letter.toUpperCase();
    });
    return letters.join('');
  });
}

describe('traceTemplate', () => {
  it("tells the text of the file from what words and helpers give, and finds a helper's arguments in it", () => {
    expect(traced('select {{int_div "a / b" "c"}} from {{ref "x"}}')).toEqual([
      'select ··a / b· ·· ·c·· from ······',
    ]);
  });

  it('finds arguments in helpers in macros in helpers', () => {
    const macros = { half: ['of', '({{of}} / 2)'] } as const;
    expect(traced('{{int_div (half "a + b") (int_div "c" "d")}}', macros)).toEqual([
      '··(a + b / 2)· ·· ···c· ·· ·d····',
    ]);
  });

  it('finds the parts of an argument that a helper takes apart', () => {
    expect(traced('{{row_hash "a, coalesce(b, c)"}}')).toEqual(['·······a····coalesce(b····c)··']);
  });

  it('gives no marks to a helper that looks at the very text, and goes on where one cannot answer', () => {
    expect(traced('{{cast "cost" "a / b"}}')).toEqual(['·····a / b ·· ········']);
    expect(traced('{{cast of "a / b"}}', {}, ['of'])).toEqual(['············· a / b·']);
  });

  it('knows where text stands behind a quote with a backslash', () => {
    expect(traced('select {{int_div "a \\"b\\" c" "d"}}')).toEqual(['select ··a "b" c· ·· ·d··']);
  });

  it('renders each branch of each condition', () => {
    const text =
      '{{#if incremental}}a{{#if (var "x")}}b{{else}}c{{/if}}{{else}}{{#if (eq "1" "2")}}d{{else}}e{{/if}}{{/if}}{{#unless incremental}}f{{/unless}}';
    expect(traced(text).toSorted()).toEqual(['abf', 'ac', 'df', 'ef']);
  });
});

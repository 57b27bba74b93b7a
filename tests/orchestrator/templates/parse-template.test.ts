import { describe, expect, it } from 'vitest';
import { type PlacedLine, placeAt } from '../../../orchestrator/base/source-text.ts';
import type { TemplateUse } from '../../../orchestrator/templates/template.ts';
import { parseText } from '../../support/parse-text.ts';

const named = (use: TemplateUse): string => {
  switch (use.kind) {
    case 'source':
      return `source ${use.source} ${use.table}`;
    case 'loaded_rows':
      return `loaded_rows ${use.source}`;
    case 'union_of':
      return `union_of ${use.contract}`;
    case 'in_scope':
      return use.kind;
    default:
      return `${use.kind} ${use.name}`;
  }
};

const uses = (text: string, macros = {}): string[] => parseText(text, macros).uses.map(named);
const placesOfUses = (text: string): PlacedLine[] => {
  const template = parseText(text);
  return template.uses.map(({ start, end }) => placeAt(template.source, start, end));
};
const mistakes = (text: string, macros = {}): string[] =>
  parseText(text, macros).diagnostics.map(({ code, place }) => `${place?.line}:${place?.column} ${code}`);

describe('parseTemplate', () => {
  it('finds every name that is used, in both branches of each condition and inside arguments', () => {
    const text = `
      select {{literal (var "a")}}, {{split (ref "b") w=(env "C")}} from {{source "d" "e"}}
      {{#if (eq (var "f") "x")}} {{ref "g"}} {{else if incremental}} {{ref "h"}} {{else}} {{union_of "i"}} {{/if}}
      {{#unless incremental}} '{{ref "j"}}' {{/unless}}`;
    expect(uses(text, { split: ['u w', '{{u}}'] })).toEqual([
      'var a',
      'macro split',
      'ref b',
      'env C',
      'source d e',
      'var f',
      'ref g',
      'ref h',
      'union_of i',
      'ref j',
    ]);
  });

  it('does not count what stands in comments', () => {
    expect(
      uses('-- {{ref "a"}}\n/* {{ref "b"}} */ {{!-- {{ref "c"}} --}} {{! (ref "d") }} select 1'),
    ).toEqual([]);
    expect(mistakes('-- {{ref a}} {{#if}}\nselect 1')).toEqual([]);
  });

  it('says where each name stands, quotes included', () => {
    expect(placesOfUses('select 1\nfrom {{ref "stg_x"}}')).toEqual([
      {
        place: { file: 'model.sql', line: 2, column: 12, endColumn: 19 },
        lineText: 'from {{ref "stg_x"}}',
      },
    ]);
  });

  it('says so behind a header, behind windows line ends and behind lone carriage returns too', () => {
    const text = 'select 1\r\n\r-- x\rfrom\n  {{ref "stg_x"}}';
    expect(placesOfUses(text)[0]?.place).toMatchObject({ line: 3, column: 9 });
  });

  it('lets a relation be read that may not exist only where it must exist', () => {
    const allowed = [
      '{{#if incremental}}{{this}}{{/if}}',
      '{{#unless incremental}}x{{else}}{{this}}{{/unless}}',
      '{{#if (and (var "a") incremental)}}{{this}}{{/if}}',
      '{{#if (not incremental)}}x{{else}}{{this}}{{/if}}',
      '{{#if (or (not incremental) (var "a"))}}x{{else}}{{this}}{{/if}}',
      '{{#if incremental}}{{#if (var "a")}}x{{else}}{{this}}{{/if}}{{/if}}',
    ];
    const refused = [
      '{{this}}',
      '{{#if incremental}}x{{else}}{{this}}{{/if}}',
      '{{#if (or incremental (var "a"))}}{{this}}{{/if}}',
      '{{#if (not incremental)}}{{this}}{{/if}}',
      '{{#if incremental}}x{{/if}}{{this}}',
    ];
    expect(allowed.flatMap((text) => mistakes(text))).toEqual([]);
    for (const text of refused)
      expect(parseText(text).diagnostics.map(({ code }) => code)).toEqual(['bad-template']);
  });

  it('reports all mistakes of a file, not only the first', () => {
    expect(mistakes('{{ref}}\n{{nope "a"}}\n{{int_div "a"}} {{> x}}')).toEqual([
      '1:1 bad-arguments',
      '2:3 unknown-name',
      '3:1 bad-arguments',
      '3:17 bad-template',
    ]);
  });

  it('refuses blocks of four braces, in which references would be text', () => {
    expect(mistakes('{{{{if incremental}}}} {{ref "a"}} {{{{/if}}}}')).toEqual([
      '1:1 bad-template',
      '1:36 bad-template',
    ]);
    expect(mistakes('select "{ {{run_id}} }"')).toEqual([]);
  });

  it('refuses a separator of lines outside of comments, behind which nobody could say what stands where', () => {
    expect(mistakes("select\n  'a\u2028bc', {{run_id}} as one, 2 as two -- d\u2028e")).toEqual([
      '2:5 bad-template',
    ]);
    expect(mistakes('select {{literal "a\u2029b"}}')).toEqual(['1:20 bad-template']);
  });

  it('reports every expression that cannot be read', () => {
    expect(mistakes('{{ref(\'a\')}} {{ref "b"}}\n{{#if (eq}} {{/if}}\n{{ref "c" }')).toEqual([
      '1:1 bad-template',
      '2:1 bad-template',
      '3:1 bad-template',
    ]);
  });

  it('knows a macro by its own parameters, and nothing by the names of JavaScript', () => {
    expect(
      parseText('{{cost}} {{constructor}} {{toString}}', {}, ['cost']).diagnostics.map(
        ({ message }) => message,
      ),
    ).toEqual([
      expect.stringContaining('"constructor" is not'),
      expect.stringContaining('"toString" is not'),
    ]);
  });

  it('takes the arguments of helpers and macros by name too', () => {
    expect(
      mistakes('{{dateadd "day" timestamp="a" count="1"}} {{m b="1" a="2"}}', { m: ['a b', 'x'] }),
    ).toEqual([]);
  });
});

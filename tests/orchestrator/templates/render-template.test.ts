import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../support/parse-text.ts';

describe('renderTemplate', () => {
  it('gives SQL back as it stands, comments too', () => {
    const sql = 'select \'a\'\'b\', "c" -- {{ref "x"}}\nfrom t /* {{y}} */ where a > 0 & b';
    expect(renderText(sql).sql).toBe(sql);
  });

  it('gives back what stands behind a comment with a character that ends a line for Handlebars only', () => {
    const text = 'select 1,\n2 /* a\u2028b */ as b, {{run_id}} as c, 12 as d';
    expect(renderText(text).sql).toBe(text.replace('{{run_id}}', 'run_id()'));
  });

  it('puts the answer of each word in its place, arguments first', () => {
    expect(renderText('select {{int_div (big_integer "a") "b"}} from {{ref "x"}}').sql).toBe(
      'select int_div(big_integer(a), b) from ref(x)',
    );
  });

  it('takes the branch that its condition says', () => {
    const text = '{{#if incremental}}a{{else}}b{{/if}}{{#unless incremental}}c{{/unless}}';
    expect(renderText(text, {}, true).sql).toBe('a');
    expect(renderText(text, {}, false).sql).toBe('bc');
  });

  it.each([
    ['(eq (var "x") "x")', true],
    ['(ne (var "x") "x")', false],
    ['(and (eq "a" "a") (eq "a" "b"))', false],
    ['(or (eq "a" "b") (not (eq "a" "b")))', true],
    ['(var "x")', true],
    ['(var "false")', false],
    ['(var "")', false],
  ])('takes %s for %s', (condition, truth) => {
    expect(renderText(`{{#if ${condition}}}yes{{else}}no{{/if}}`).sql).toBe(truth ? 'yes' : 'no');
  });

  it('takes a line away that holds nothing but the edge of a block', () => {
    expect(
      renderText('select *\nfrom x\n{{#if incremental}}\nwhere a\n{{else}}\nwhere b\n{{/if}}\norder by c')
        .sql,
    ).toBe('select *\nfrom x\nwhere b\norder by c');
  });

  it('puts the values of a macro in its body, by position and by name, macros in macros', () => {
    const macros = {
      product: ['left right', '({{left}} * {{right}})'],
      twice: ['of', '{{product of "2"}} + {{product right=of left=(product "a" "b")}}'],
    } as const;
    expect(renderText('select {{twice "x"}}', macros).sql).toBe('select (x * 2) + ((a * b) * x)');
  });

  it('ends without a semicolon, and never within a line comment', () => {
    expect(renderText('select 1; -- the end\n').sql).toBe('select 1');
    expect(renderText('select 1 {{#if (eq "a" "a")}}-- the end\n{{/if}}').sql).toBe('select 1 -- the end\n');
  });

  it('says of every letter of the text where it stands in the template', () => {
    const piece = fc.oneof(
      fc.constantFrom('a ', 'bc\n', ' \n', '-- d\n', "'e'"),
      fc.constantFrom('{{ref "x"}}', '{{run_id}}'),
    );
    const block = fc
      .array(piece)
      .map((pieces) => `{{#if incremental}}\n${pieces.join('')}{{else}}${pieces.join('')}\n{{/if}}\n`);
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, block)), fc.boolean(), (pieces, isIncremental) => {
        const text = `select ${pieces.join('')} end`;
        const { sql, segments } = renderText(text, {}, isIncremental);
        for (const [index, { at, origin }] of segments.entries()) {
          const stretch = sql.slice(at, segments[index + 1]?.at);
          if (origin.isText) expect(text.slice(origin.offset, origin.offset + stretch.length)).toBe(stretch);
          else expect(text.slice(origin.offset, origin.offset + 2)).toBe('{{');
        }
      }),
    );
  });

  it('says of a macro both where it is called and where its text stands', () => {
    const { sql, segments } = renderText('select {{m "x"}}', { m: ['a', 'left({{a}})'] });
    const found = segments.map(({ at, origin, macro }) => [
      sql[at],
      origin.offset,
      macro?.template.file,
      macro?.offset,
    ]);
    expect(found).toEqual([
      ['s', 0, undefined, undefined],
      ['l', 7, 'm.sql', 0],
      ['x', 7, 'm.sql', 5],
      [')', 7, 'm.sql', 10],
    ]);
  });
});

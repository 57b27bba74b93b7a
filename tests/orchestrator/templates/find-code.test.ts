import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCode } from '../../../orchestrator/templates/find-code.ts';

describe('findCode', () => {
  it.each([
    ['-- {{ref "a"}}\nselect 1', 0],
    ['-- a\rselect {{ref "a"}}', 1],
    ['/* {{ref "a"}} */ select 1', 0],
    ['/* /* nested */ {{ref "a"}} */ select 1', 0],
    ['select \'-- {{ref "a"}}\'', 1],
    ["select '/*', {{ref \"a\"}}, '*/'", 1],
    ['select "--", {{ref "a"}}', 1],
    ['select {{literal "--"}}, {{ref "a"}}', 2],
    ['select \'{{literal "it\'s"}}\', {{ref "a"}}', 2],
    ['select {{literal "}}"}}, {{ref "a"}}', 2],
    ['{{!-- a note with -- and }} in it --}} {{ref "a"}}', 2],
    ['{{! a note -- }} {{ref "a"}}', 2],
    ['-- it\'s a comment\nselect {{ref "a"}} -- isn\'t it', 1],
    ["select 'it''s' -- {{ref \"a\"}}", 0],
    ['select $$ -- {{ref "a"}} $$', 1],
    ['select $$ it\'s $$ -- {{ref "a"}}', 0],
    ['select $t$ $$ -- {{ref "a"}} $t_$ -- {{ref "a"}} $t$ -- {{ref "a"}}', 2],
    ['select $é1$ -- {{ref "a"}} $é1$', 1],
    ['select $${{literal "$$"}} -- {{ref "a"}} $$', 2],
    ['select a$$ -- {{ref "a"}}', 0],
    ['select é$t$ -- {{ref "a"}}', 0],
    ['select $1, $2 -- {{ref "a"}}', 0],
    ['select $1$ -- {{ref "a"}}', 0],
    ["select E'it\\'s -- {{ref \"a\"}}'", 1],
    ["select e'a''b\\'c -- {{ref \"a\"}}'", 1],
    ['select E\'a\\\\\' -- {{ref "a"}}', 0],
    ['select E\'\\{{ref "a"}}\'', 1],
    ['select \'a\\\' -- {{ref "a"}}', 0],
    ['select one\'a\\\' -- {{ref "a"}}', 0],
  ])('sees what is code in %j', (text, count) => {
    expect(findCode(text, 0).mustaches).toHaveLength(count);
  });

  it('keeps the length and the lines of every text', () => {
    const text = fc
      .array(
        fc.constantFrom('--', '/*', '*/', '$$', '$t$', 'E', "'", '"', '{{', '}}', '\n', ' a ', ';', '\\'),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (content) => {
        const found = findCode(content, 0);
        expect(found.text).toHaveLength(content.length);
        expect(found.text.replace(/[^\n]/g, 'x')).toBe(content.replace(/[^\n]/g, 'x'));
      }),
    );
  });

  it('leaves comments, white space and the last semicolon out of both ends', () => {
    const text = ' /* a */ -- b\n select 1 -- c\n ; -- d\n';
    const { start, end, semicolons } = findCode(text, 0);
    expect(text.slice(start, end)).toBe('select 1');
    expect(semicolons).toEqual([]);
  });

  it('leaves whole what stands in a text of any kind', () => {
    const text = "select 'a -- b; c', $$ a -- b; $$, $t$ /* a */ $t$, E'it\\'s -- a; {b}' -- c";
    const { start, end, comments, semicolons } = findCode(text, 0);
    expect(text.slice(start, end)).toBe(text.slice(0, -' -- c'.length));
    expect(comments.map((comment) => text.slice(comment.start, comment.end))).toEqual(['-- c']);
    expect(semicolons).toEqual([]);
  });

  it('tells a semicolon between two statements from one in a text', () => {
    expect(findCode("select ';'; select 2;", 0).semicolons).toEqual([10]);
    expect(findCode('select 1 -- a\r; select 2', 0).semicolons).toEqual([14]);
  });
});

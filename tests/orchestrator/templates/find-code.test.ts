import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCode } from '../../../orchestrator/templates/find-code.ts';

describe('findCode', () => {
  it.each([
    ['-- {{ref "a"}}\nselect 1', 0],
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
  ])('sees what is code in %j', (text, count) => {
    expect(findCode(text, 0).mustaches).toHaveLength(count);
  });

  it('keeps the length and the lines of every text', () => {
    const text = fc
      .array(fc.constantFrom('--', '/*', '*/', "'", '"', '{{', '}}', '\n', ' a ', ';', '\\'))
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

  it('tells a semicolon between two statements from one in a text', () => {
    expect(findCode("select ';'; select 2;", 0).semicolons).toEqual([10]);
  });
});

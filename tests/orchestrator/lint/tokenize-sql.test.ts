import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizeSql } from '../../../orchestrator/lint/tokenize-sql.ts';

const told = (sql: string): string[] => tokenizeSql(sql).map(({ kind, text }) => `${kind} ${text}`);

describe('tokenizeSql', () => {
  it('tells words, names, texts, numbers and operators apart', () => {
    expect(told('SELECT a.b1, "Ab ""c""", \'it\'\'s\' || $x$ \' $x$ from t')).toEqual([
      'word select',
      'word a',
      'operator .',
      'word b1',
      'operator ,',
      'name "Ab ""c"""',
      'operator ,',
      "text 'it''s'",
      'operator ||',
      "text $x$ ' $x$",
      'word from',
      'word t',
    ]);
  });

  it('takes the longest operator', () => {
    expect(told('a->>b !~* c//d::int<>-1')).toEqual([
      'word a',
      'operator ->>',
      'word b',
      'operator !~*',
      'word c',
      'operator //',
      'word d',
      'operator ::',
      'word int',
      'operator <>',
      'operator -',
      'number 1',
    ]);
  });

  it('reads numbers with a point and an exponent', () => {
    expect(told('1 1.5 .5 6e-08 1.')).toEqual([
      'number 1',
      'number 1.5',
      'number .5',
      'number 6e-08',
      'number 1.',
    ]);
  });

  it('keeps comments in one piece, whatever is in them, and block comments in each other', () => {
    expect(told("a -- it's /* \nb /* ' /* \" */ -- */ c")).toEqual([
      'word a',
      "comment -- it's /* ",
      'word b',
      'comment /* \' /* " */ -- */',
      'word c',
    ]);
  });

  it('takes a backslash for a letter, and what is never closed to the end', () => {
    expect(told("'a\\' b 'c")).toEqual(["text 'a\\'", 'word b', "text 'c"]);
    expect(told('/* a')).toEqual(['comment /* a']);
    expect(told('-- a\rb')).toEqual(['comment -- a', 'word b']);
    expect(told('"a')).toEqual(['name "a']);
  });

  it('leaves nothing but white space out, of any text', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '--',
      '/*',
      '*/',
      '$a$',
      '\n',
      ' ',
      'x',
      '1',
      '.',
      '->',
      '\\',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.join('');
        let end = 0;
        for (const token of tokenizeSql(sql)) {
          expect(sql.slice(end, token.start).trim()).toBe('');
          expect(token.end).toBeGreaterThan(token.start);
          end = token.end;
        }
        expect(sql.slice(end).trim()).toBe('');
      }),
    );
  });
});

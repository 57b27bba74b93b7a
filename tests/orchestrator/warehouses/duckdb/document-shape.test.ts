import { describe, expect, it } from 'vitest';
import { shapeOf, uniformText } from '../../../../orchestrator/warehouses/duckdb/document-shape.ts';
import type { DocumentsContent } from '../../../../orchestrator/warehouses/file-load.ts';

function contentOf(...columns: readonly (readonly (readonly string[])[])[]): DocumentsContent {
  return {
    kind: 'documents',
    largestDocument: 1,
    isUniform: true,
    records: [],
    columns: columns.map((paths, index) => ({ name: `c${index}`, type: 'text', paths, depth: 0 })),
  };
}

describe('the shape of documents', () => {
  it('has every path, and a text at the end of each', () => {
    const content = contentOf(
      [['id']],
      [['detail', 'cpu']],
      [
        ['detail', "it's"],
        ['detail', 'a', 'b"c'],
      ],
    );
    expect(shapeOf(content)).toBe(
      `{'id': 'VARCHAR', 'detail': 'STRUCT("cpu" VARCHAR, "it''s" VARCHAR, "a" STRUCT("b""c" VARCHAR))'}`,
    );
    expect(content.columns.map(uniformText)).toEqual([
      '"id"',
      '"detail"."cpu"',
      `coalesce("detail"."it's", "detail"."a"."b""c")`,
    ]);
  });

  it.each<[string, DocumentsContent]>([
    ['a value is read as a whole and in parts', contentOf([['detail']], [['detail', 'cpu']])],
    ['keys differ in case only', contentOf([['detail', 'cpu']], [['detail', 'CPU']])],
    ['a key has the name of a column of the reader', contentOf([['Filename']])],
  ])('is none where %s', (_, content) => {
    expect(shapeOf(content)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { nodeName } from '../../../orchestrator/base/names.ts';
import { checkPublication, type PublishedNode } from '../../../orchestrator/compile/check-publication.ts';
import { duckdbDialect } from '../../../orchestrator/warehouses/duckdb/dialect.ts';
import { redshiftDialect } from '../../../orchestrator/warehouses/redshift/sql/dialect.ts';

const view = (index: number, bytes: number): PublishedNode => ({
  name: nodeName(`view_${index}`),
  relation: { schema: 'reports', name: `view_${index}` },
  viewSql: 'x'.repeat(bytes),
  place: { file: `models/reports/view_${index}.sql` },
});

describe('what a run publishes', () => {
  it('is refused before anything is built if one transaction does not hold it, by the name of its longest view', () => {
    const views = Array.from({ length: 40 }, (_, index) => view(index, index === 7 ? 60_000 : 50_000));
    const [problem] = checkPublication(views, redshiftDialect);
    expect(problem).toMatchObject({
      code: 'publication-too-long',
      place: { file: 'models/reports/view_7.sql' },
    });
    expect(problem?.message).toMatch(
      /^What is published at once is too much for redshift\. The transaction has 80 statements with 2,01\d,\d{3} bytes, which is more than one request of the Data API takes: 36 of 100,000 bytes\. The longest part of it is the view "view_7" with 60,000 bytes\.$/,
    );
    expect(checkPublication(views, duckdbDialect)).toEqual([]);
  });

  it('may be hundreds of tables and views of a usual length', () => {
    const tables = Array.from({ length: 300 }, (_, index) => ({ ...view(index, 0), viewSql: undefined }));
    const views = Array.from({ length: 60 }, (_, index) => view(300 + index, 8_000));
    expect(checkPublication([...tables, ...views], redshiftDialect)).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import {
  copyDocumentsSql,
  copyParquetSql,
  copyRowsSql,
  manifestOf,
} from '../../../../../orchestrator/warehouses/redshift/loading/copy-sql.ts';

const into = { schema: 'raw', name: 'raw_x__lines__b_r1' };
const manifest = "s3://bucket/it's here/manifests/1.json";

it('names the columns of rows of text, and lets nothing of a number go', () => {
  expect(
    copyRowsSql(into, ['file_id', 'order'], manifest, { iamRole: 'arn:aws:iam::1:role/r' }),
  ).toMatchInlineSnapshot(`
    "copy "raw".raw_x__lines__b_r1 (file_id, "order")
    from 's3://bucket/it''s here/manifests/1.json'
    iam_role 'arn:aws:iam::1:role/r'
    manifest csv gzip ignoreheader 1
    roundec null as ''
    dateformat 'auto' timeformat 'auto'
    maxerror 0 compupdate off statupdate off"
  `);
});

it('takes the columns of parquet by their order', () => {
  expect(copyParquetSql(into, manifest, { iamRole: 'Default' })).toMatchInlineSnapshot(`
    "copy "raw".raw_x__lines__b_r1
    from 's3://bucket/it''s here/manifests/1.json'
    iam_role default
    format as parquet manifest"
  `);
});

it('takes the columns of documents by their keys', () => {
  expect(
    copyDocumentsSql(into, ['file_id', 'detail'], manifest, { iamRole: 'default', region: 'eu-west-1' }),
  ).toMatchInlineSnapshot(`
    "copy "raw".raw_x__lines__b_r1 (file_id, detail)
    from 's3://bucket/it''s here/manifests/1.json'
    iam_role default
    manifest json 'auto' gzip
    dateformat 'auto' timeformat 'auto'
    maxerror 0 compupdate off statupdate off
    region 'eu-west-1'"
  `);
});

it('lists files that have to be there', () => {
  expect(manifestOf([{ url: 's3://bucket/parts/a.csv.gz', bytes: 12 }])).toMatchInlineSnapshot(`
    "{
     "entries": [
      {
       "url": "s3://bucket/parts/a.csv.gz",
       "mandatory": true,
       "meta": {
        "content_length": 12
       }
      }
     ]
    }
    "
  `);
});

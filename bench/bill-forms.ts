import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { writeZip } from './write-zip.ts';

/** The forms in which a bill comes besides plain CSV. */
export const billForms = ['csv.zip', 'csv.gz', 'parquet'] as const;
export type BillForm = (typeof billForms)[number];

/** The same bill in another form, in a folder of its own: a file for each file, of the same name but for its end. */
export async function writeBillForm(
  files: readonly string[],
  form: BillForm,
  folder: string,
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of files) await writeForm(file, form, path.join(folder, path.basename(file, '.csv')));
  return folder;
}

async function writeForm(file: string, form: BillForm, target: string): Promise<void> {
  switch (form) {
    case 'csv.zip':
      return writeZip(`${target}.csv.zip`, path.basename(file), file);
    case 'csv.gz':
      return pipeline(
        createReadStream(file),
        createGzip({ level: 6 }),
        createWriteStream(`${target}.csv.gz`),
      );
    case 'parquet':
      return writeParquet(file, `${target}.parquet`);
    default:
      return form satisfies never;
  }
}

const typed = [
  ...['UsageStartDate', 'UsageEndDate'].map((name) => `nullif(${name}, '')::timestamp as ${name}`),
  ...['UsageQuantity', 'BlendedRate', 'BlendedCost', 'UnBlendedRate', 'UnBlendedCost'].map(
    (name) => `nullif(${name}, '')::decimal(28, 11) as ${name}`,
  ),
];

/** All columns, with times and amounts as such: what AWS itself writes as parquet has types. */
async function writeParquet(file: string, target: string): Promise<void> {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('set preserve_insertion_order = false');
  await connection.run(
    `copy (select * replace (${typed.join(', ')}) from read_csv(${quote(file)}, all_varchar = true, header = true)) to ${quote(target)} (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}

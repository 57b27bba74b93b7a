import path from 'node:path';

/** What the parts of one report are all called: `cur-1.csv.gz` and `cur-00002.snappy.parquet` are `cur-#`. */
export function reportStem(file: string): string {
  const name = path.basename(file).toLowerCase();
  return name.replace(/(\.(csv|tsv|snappy|parquet|gz|zip))+$/, '').replace(/\d+$/, '#');
}

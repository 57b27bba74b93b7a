import path from 'node:path';

/** Whether AWS names a folder so that holds all versions of one billing period: a CUR's, a data export's, a CUR's for Athena. */
export function isPeriodFolder(name: string): boolean {
  return /^(\d{8}-\d{8}|BILLING_PERIOD=.+|month=\d{1,2})$/i.test(name);
}

/** The folder of a billing period in which a file lies, however deep; undefined if it is in none. */
export function periodFolderOf(file: string): string | undefined {
  for (let folder = path.dirname(file); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    if (isPeriodFolder(path.basename(folder))) return folder;
  }
  return undefined;
}

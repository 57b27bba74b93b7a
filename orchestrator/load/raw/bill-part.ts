import type { StatementMonth } from '../../base/names.ts';
import type { BillFile } from '../../warehouses/file-load.ts';
import { periodColumn } from '../formats/bind-bill.ts';
import type { BillSpec } from '../formats/recognize-format.ts';

/** A bill file whose rows are there, of this load or an earlier one. */
export interface BillPart {
  readonly fileId: string;
  readonly spec: BillSpec;
  /** As it is remembered. */
  readonly path: string;
  /** The manifest that names it, if one does. */
  readonly manifest: string | undefined;
  readonly shown: string;
  readonly months: readonly StatementMonth[];
}

/** Whether one manifest names both, and so says that they are parts of one version of a bill. */
export function areOfOneManifest(one: BillPart, other: BillPart): boolean {
  return one.manifest !== undefined && one.manifest === other.manifest;
}

/** The rows of a file that are for its months. */
export function billFile(fileId: string, spec: BillSpec, months: readonly StatementMonth[]): BillFile {
  const [month, ...others] = months;
  return saysMonth(spec) || month === undefined || others.length > 0
    ? { fileId, rows: { kind: 'column', months } }
    : { fileId, rows: { kind: 'constant', month } };
}

/** Whether the rows of a format say their month themselves. */
export function saysMonth(spec: BillSpec): boolean {
  return spec.form.columns.some(({ name }) => name === periodColumn);
}

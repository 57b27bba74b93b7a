import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isPeriodFolder } from './period-folder.ts';

/** What a CUR's or a data export's manifest names: the files of one version of one billing period. */
export interface Manifest {
  readonly path: string;
  /** Whose report it is, its name and its billing period, to tell which manifests are versions of the same. */
  readonly subject: string;
  /** Keys or `s3://…` of the data files, as they stand there. */
  readonly keys: readonly string[];
}

/** Why a file that should be a manifest cannot be followed, as the end of a sentence. */
export interface BrokenManifest {
  readonly problem: string;
}

/**
 * The manifest that a JSON file is, or undefined if it is none (a Redshift manifest, an event, anything else). `copy`: where it can be
 * read, if not where it lies.
 */
export async function readManifest(
  file: string,
  copy = file,
): Promise<Manifest | BrokenManifest | undefined> {
  const text = await readFile(copy, 'utf8');
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // Without it every version of the bill in the folder would be read.
    return /manifest\.json$/i.test(file) ? { problem: 'it is not JSON' } : undefined;
  }
  const members = isRecord(content) ? content : {};
  const member = members.reportKeys === undefined ? 'dataFiles' : 'reportKeys';
  const keys = members[member];
  if (keys === undefined) {
    return isManifestName(file) ? { problem: 'it has neither "reportKeys" nor "dataFiles"' } : undefined;
  }
  if (!isTexts(keys)) return { problem: `its "${member}" are not a list of texts` };
  const period = isRecord(members.billingPeriod) ? members.billingPeriod.start : undefined;
  const folder = /BILLING_PERIOD=[\d-]+/.exec(file)?.[0];
  const subject = [
    members.reportName ?? members.exportName ?? path.basename(file),
    // Two payers may call their reports the same.
    ownerOf(members) ?? prefixOf(keys),
    period ?? folder ?? path.dirname(file),
  ];
  return { path: file, subject: JSON.stringify(subject), keys };
}

/** Whether AWS calls the manifest of a bill so. Those for Redshift and QuickSight are `…-RedshiftManifest.json` and the like. */
function isManifestName(file: string): boolean {
  return /-manifest\.json$/i.test(file);
}

function ownerOf(content: Readonly<Record<string, unknown>>): string | undefined {
  const said = [content.account, content.bucket, content.exportArn].filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.map(String).join(' ');
}

/** What stands before the folder of the billing period in a manifest's keys. */
function prefixOf(keys: readonly string[]): string {
  const parts = (keys[0] ?? '').split('/');
  return parts.slice(0, Math.max(0, parts.findIndex(isPeriodFolder))).join('/');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/**
 * The newest of each billing period's manifests. The one that lies highest is overwritten with each version and so is the
 * newest; among equals the one modified last, then the last by name.
 */
export function newestManifests(
  manifests: readonly (Manifest & { readonly modifiedAt: number })[],
): readonly Manifest[] {
  const newest = new Map<string, Manifest & { readonly modifiedAt: number }>();
  const depth = (manifest: Manifest): number => manifest.path.split(/[\\/]/).length;
  for (const manifest of manifests) {
    const other = newest.get(manifest.subject);
    const order =
      other === undefined
        ? 1
        : depth(other) - depth(manifest) ||
          manifest.modifiedAt - other.modifiedAt ||
          (manifest.path > other.path ? 1 : -1);
    if (order > 0) newest.set(manifest.subject, manifest);
  }
  return [...newest.values()];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

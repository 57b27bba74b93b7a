import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactInput } from './artifact-input.ts';
import { buildCatalog } from './build-catalog.ts';
import { buildManifest } from './build-manifest.ts';
import { buildRunResults } from './build-run-results.ts';
import { formatJunit } from './format-junit.ts';

export const artifactNames = ['manifest.json', 'run_results.json', 'catalog.json', 'junit.xml'] as const;

export interface UnwrittenArtifact {
  readonly name: (typeof artifactNames)[number];
  /** As the file system says it. */
  readonly reason: string;
}

const texts: Readonly<Record<(typeof artifactNames)[number], (input: ArtifactInput) => string>> = {
  'manifest.json': (input) => toJson(buildManifest(input)),
  'run_results.json': (input) => toJson(buildRunResults(input)),
  'catalog.json': (input) => toJson(buildCatalog(input)),
  'junit.xml': formatJunit,
};

/**
 * Writes manifest.json, run_results.json, catalog.json and junit.xml; a reader never sees half of one. Those come out that could not be written:
 * they keep none of the others from it.
 */
export async function writeArtifacts(
  input: ArtifactInput,
  targetFolder: string,
): Promise<readonly UnwrittenArtifact[]> {
  const unwritten: UnwrittenArtifact[] = [];
  for (const name of artifactNames) {
    try {
      await mkdir(targetFolder, { recursive: true });
      await writeWhole(path.join(targetFolder, name), texts[name](input), input.result.runId);
    } catch (error) {
      unwritten.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return unwritten;
}

/** Under another name first: renaming is at once, writing is not. */
async function writeWhole(file: string, text: string, unique: string): Promise<void> {
  const unfinished = `${file}.${unique}.tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactInput } from './artifact-input.ts';
import { buildCatalog } from './build-catalog.ts';
import { buildManifest } from './build-manifest.ts';
import { buildRunResults } from './build-run-results.ts';
import { formatJunit } from './format-junit.ts';

export const artifactNames = ['manifest.json', 'run_results.json', 'catalog.json', 'junit.xml'] as const;

/** Writes manifest.json, run_results.json, catalog.json and junit.xml; a reader never sees half of one. */
export async function writeArtifacts(input: ArtifactInput, targetFolder: string): Promise<void> {
  await mkdir(targetFolder, { recursive: true });
  const files: Readonly<Record<(typeof artifactNames)[number], string>> = {
    'manifest.json': toJson(buildManifest(input)),
    'run_results.json': toJson(buildRunResults(input)),
    'catalog.json': toJson(buildCatalog(input)),
    'junit.xml': formatJunit(input),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeWhole(path.join(targetFolder, name), text, input.result.runId);
  }
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

import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from './read-shipped-project.ts';

/** What of this checkout is the project that it ships; the rest is the engine. */
const parts = ['project.yml', 'models', 'macros', 'seeds', path.join('tests', 'assertions')];

/** Copies the shipped project into a folder, so that a process can work on it without touching this checkout. */
export async function copyShippedProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const part of parts)
    await cp(path.join(repositoryRoot, part), path.join(folder, part), { recursive: true });
}

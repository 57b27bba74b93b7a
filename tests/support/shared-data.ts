import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from './read-shipped-project.ts';

/** Real public files beside the checkout; they are not part of the project. */
export const sharedData = path.join(repositoryRoot, '..', 'shared', 'data');

export const hasSharedData = existsSync(sharedData);

/** A suite's title, which says it when the suite is skipped because the files are not there. */
export function sharedDataTitle(title: string): string {
  return hasSharedData ? title : `${title} (skipped: ../shared/data is absent)`;
}

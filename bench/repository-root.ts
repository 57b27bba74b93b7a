import { fileURLToPath } from 'node:url';

/** This checkout. The bundle in `dist/` lies as deep as this folder. */
export const repositoryRoot = fileURLToPath(new URL('../', import.meta.url));

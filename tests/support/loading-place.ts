import { tmpdir } from 'node:os';
import type { LoadingPlace } from '../../orchestrator/warehouses/file-load.ts';

/** For loads that make nothing on the way. */
export const anyPlace: LoadingPlace = {
  workFolder: tmpdir(),
  hiddenName: (name) => `${name}__b_r20170308t040506_1a2b`,
};

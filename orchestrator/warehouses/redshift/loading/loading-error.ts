import { ObjectStoreError } from '../../../s3/object-store-error.ts';
import { WarehouseError } from '../../warehouse.ts';
import { interrupted } from '../service/redshift-error.ts';

/**
 * Does work after a file was read. Whatever the bucket or the warehouse refuses in it is not the file's fault, and is told as what kept
 * the rows from getting there.
 */
export async function afterReading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ObjectStoreError && error.problem === 'interrupted') throw interrupted();
    if (error instanceof ObjectStoreError)
      throw new WarehouseError(wordsOf(error), { kind: 'load' }, { cause: error });
    if (
      !(error instanceof WarehouseError) ||
      ['interrupted', 'disk-full', 'load'].includes(error.detail.kind)
    )
      throw error;
    throw new WarehouseError(error.message, { kind: 'load' }, { cause: error });
  }
}

function wordsOf({ message, hint }: ObjectStoreError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

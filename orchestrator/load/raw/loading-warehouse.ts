import type { LoadingPlace, LoadSession } from '../../warehouses/file-load.ts';
import type { Warehouse } from '../../warehouses/warehouse.ts';

/** A warehouse during one load, which knows where what is made on the way goes. */
export type LoadingWarehouse = Omit<Warehouse, 'loading'> & {
  loading<T>(work: (session: LoadSession) => Promise<T>): Promise<T>;
};

/** The warehouse with the place for what loading makes on the way already said. */
export function loadingIn(warehouse: Warehouse, place: LoadingPlace): LoadingWarehouse {
  return { ...warehouse, loading: (work) => warehouse.loading(work, place) };
}

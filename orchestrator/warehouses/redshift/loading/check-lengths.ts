import { WarehouseError } from '../../warehouse.ts';

/** So many bytes has the widest `varchar`. */
const longestText = 65_535;

/** Refuses texts that have no room in the raw table: COPY would refuse them too, when everything was sent. */
export function checkLengths(longest: ReadonlyMap<string, number>, fileId?: string): void {
  for (const [column, bytes] of longest) {
    if (bytes <= longestText) continue;
    throw new WarehouseError(
      `a text for the column "${column}" has ${bytes.toLocaleString('en')} bytes, and Redshift holds at most ${longestText.toLocaleString('en')}`,
      { kind: 'load', fileId },
    );
  }
}

import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearestName } from '../../base/nearest-name.ts';
import type { Vars } from '../../project/project.ts';
import type { LoadedFile } from '../raw/loaded-files.ts';

/** A warning if no bill file has the tag that the product area is taken from: everything would be unallocated by tag. */
export function checkTagKey(vars: Vars, files: readonly LoadedFile[]): Diagnostic[] {
  const wanted = vars.product_area_tag;
  const bills = files.filter(({ source }) => source === 'bill');
  if (typeof wanted !== 'string' || bills.length === 0) return [];
  const keys = [...new Set(bills.flatMap(({ tagKeys }) => tagKeys))].sort();
  if (keys.includes(wanted)) return [];
  const nearest = nearestName(wanted, keys);
  const ordered = nearest === undefined ? keys : [nearest, ...keys.filter((key) => key !== nearest)];
  const listed = ordered
    .slice(0, 20)
    .map((key) => `"${key}"`)
    .join(', ');
  const message = `No bill file has the tag "${wanted}", from which var product_area_tag takes the product area.`;
  const hint =
    keys.length === 0
      ? 'The files have no tags at all.'
      : `Say which it is with --vars product_area_tag=…; tags in the files: ${listed}${keys.length > 20 ? `, and ${keys.length - 20} more` : ''}.`;
  return [{ severity: 'warning', code: 'missing-tag-key', message, hint }];
}

import { formatTable } from './format-table.ts';
import type { Screen } from './screen.ts';

/** One node of the project as `ls` lists it. */
export interface ListedNode {
  readonly name: string;
  /** model, seed, source or test. */
  readonly kind: string;
  /** A model's layer; `seeds`, `raw` or `tests` for the others. */
  readonly layer: string;
  /** table, view, incremental or history; of a model only. */
  readonly materialized?: string;
  readonly description: string;
  readonly file: string;
  readonly reads: readonly string[];
}

/** The nodes under the name of their layer, in the order in which they come, with what each is and holds. */
export function formatNodeList(nodes: readonly ListedNode[], { columns, paint }: Screen): string[] {
  const layers = [...new Set(nodes.map(({ layer }) => layer))];
  const width = Math.max(0, ...nodes.map(({ name }) => Math.min(name.length, 60)));
  return layers.flatMap((layer, index) => {
    const ofLayer = nodes.filter((node) => node.layer === layer);
    const rows = ofLayer.map(({ name, materialized, kind, description }) => [
      name.padEnd(width),
      (materialized ?? kind).padEnd(11),
      description.replace(/\s+/g, ' ').trim(),
    ]);
    const titles = [{ title: '', gives: false }, { title: '' }, { title: '', gives: true }];
    const [, ...lines] = formatTable(titles, rows, columns - 2);
    return [...(index > 0 ? [''] : []), paint.bold(layer), ...lines.map((line) => `  ${line}`)];
  });
}

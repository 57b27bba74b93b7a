import { formatCost } from '../../base/money.ts';
import { compareText, type LineFact, type Part } from './facts.ts';

/** Sums of parts, by what the published tables are grouped by. */
export interface Tally {
  readonly add: (line: LineFact, part: Part) => void;
  /** The files of the truth: name and text. Costs have 18 digits after the point; a service is empty where there is none. */
  readonly tables: () => readonly { readonly name: string; readonly text: string }[];
}

const columns = [
  'statement_month',
  'account_id',
  'aws_product',
  'method',
  'product_area',
  'ecs_service',
] as const;
type Column = (typeof columns)[number];

const groupings: readonly { readonly name: string; readonly by: readonly Column[] }[] = [
  { name: 'costs_by_ecs_service', by: ['statement_month', 'ecs_service', 'product_area'] },
  { name: 'costs_by_product_area', by: ['statement_month', 'product_area'] },
  { name: 'costs_by_aws_product', by: ['statement_month', 'aws_product', 'product_area'] },
  {
    name: 'allocated_costs_by_method',
    by: ['statement_month', 'account_id', 'aws_product', 'method', 'product_area'],
  },
];

const separator = '\u0000';

/** An empty tally. It keeps one sum for each combination of all columns, and groups them at the end. */
export function openTally(): Tally {
  const sums = new Map<string, SumsByPart>();
  let last: { readonly line: LineFact; readonly sums: SumsByPart } | undefined;
  return {
    add: (line, part) => {
      // A line's parts come one after the other: its own columns are looked up once.
      if (last?.line !== line) {
        const { statementMonth, accountId, awsProduct } = line;
        last = { line, sums: descend(sums, [`${statementMonth}-01`, accountId, awsProduct].join(separator)) };
      }
      const byService = descend(descend(last.sums, part.method), part.productArea);
      const service = part.service ?? '';
      byService.set(service, (byService.get(service) ?? 0n) + part.units);
    },
    tables: () => {
      const flat = flatten(sums);
      return groupings.map(({ name, by }) => ({ name, text: tableText(flat, by) }));
    },
  };
}

/** By method, product area and service. A million lines have several million parts: no text is put together for them. */
type SumsByPart = Map<string, Map<string, Map<string, bigint>>>;

function descend<Inner extends Map<string, unknown>>(outer: Map<string, Inner>, key: string): Inner {
  const known = outer.get(key);
  if (known !== undefined) return known;
  // An empty map is one of any kind of values.
  const inner = new Map<string, unknown>() as Inner;
  outer.set(key, inner);
  return inner;
}

function flatten(sums: ReadonlyMap<string, SumsByPart>): Map<string, bigint> {
  const flat = new Map<string, bigint>();
  for (const [line, byMethod] of sums) {
    for (const [method, byArea] of byMethod) {
      for (const [area, byService] of byArea) {
        for (const [service, units] of byService)
          flat.set([line, method, area, service].join(separator), units);
      }
    }
  }
  return flat;
}

function tableText(sums: ReadonlyMap<string, bigint>, by: readonly Column[]): string {
  const groups = new Map<string, bigint>();
  for (const [key, units] of sums) {
    const cells = key.split(separator);
    const group = by.map((column) => cells[columns.indexOf(column)] ?? '').join(separator);
    groups.set(group, (groups.get(group) ?? 0n) + units);
  }
  const rows = [...groups].sort(([left], [right]) => compareText(left, right));
  const lines = rows.map(([group, units]) =>
    [...group.split(separator).map(quoteCell), formatCost(units)].join(','),
  );
  return `${[[...by, 'unblended_cost'].join(','), ...lines].join('\n')}\n`;
}

function quoteCell(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

import { ecsServices } from './ecs-services.ts';
import { productAreas } from './product-areas.ts';

/** The text of seeds/product_areas.csv. */
export function productAreasSeed(): string {
  return toCsv(
    ['product_area', 'description'],
    productAreas.map(({ productArea, description }) => [productArea, description]),
  );
}

/** The text of seeds/ecs_services.csv: a row for each service and each area that it belonged to. */
export function ecsServicesSeed(): string {
  const rows = ecsServices.flatMap(({ name, productArea, movesTo, reason }) => {
    if (productArea === undefined) return [];
    const first = [name, productArea, '', reason];
    return movesTo === undefined
      ? [first]
      : [first, [name, movesTo.productArea, movesTo.validFrom, movesTo.reason]];
  });
  return toCsv(['ecs_service', 'product_area', 'valid_from', 'reason'], rows);
}

function toCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((cells) => `${cells.map(quoteCell).join(',')}\n`).join('');
}

function quoteCell(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

import { fieldOf } from './find-nodes.ts';

/**
 * The columns of a syntax tree's queries that are nothing but a quoted text or null, by their names. Redshift gives them no type: whoever compares or
 * sorts by one fails with `failed to find conversion function from "unknown" to text`, and a newer Postgres takes it for a text. In a set operation
 * the branches give each other a type.
 */
export function untypedColumns(tree: unknown, isBranch = false): string[] {
  if (Array.isArray(tree)) return tree.flatMap((child) => untypedColumns(child));
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, child]): string[] => {
    if (key === 'SetOperation')
      return ['left', 'right'].flatMap((side) => untypedColumns(fieldOf(child, side), true));
    const ofSelect = key === 'Select' && !isBranch ? untypedOf(fieldOf(child, 'projection')) : [];
    return [...ofSelect, ...untypedColumns(child, isBranch && (key === 'Query' || key === 'body'))];
  });
}

function untypedOf(projection: unknown): string[] {
  if (!Array.isArray(projection)) return [];
  return projection.flatMap((column) => {
    const named = fieldOf(column, 'ExprWithAlias');
    const value = fieldOf(
      fieldOf(fieldOf(named, 'expr') ?? fieldOf(column, 'UnnamedExpr'), 'Value'),
      'value',
    );
    const isUntyped = value === 'Null' || fieldOf(value, 'SingleQuotedString') !== undefined;
    return isUntyped ? [String(fieldOf(fieldOf(named, 'alias'), 'value'))] : [];
  });
}

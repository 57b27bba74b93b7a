/** The contents of all nodes of a kind in a syntax tree, as the parser gives it: a node is an object whose one key is its kind. */
export function findNodes(tree: unknown, kind: string): unknown[] {
  if (Array.isArray(tree)) return tree.flatMap((child) => findNodes(child, kind));
  if (typeof tree !== 'object' || tree === null) return tree === kind ? [tree] : [];
  return Object.entries(tree).flatMap(([key, child]) => [
    ...(key === kind ? [child] : []),
    ...findNodes(child, kind),
  ]);
}

/** A field of a node; undefined where there is no such node or field. */
export function fieldOf(node: unknown, field: string): unknown {
  return typeof node === 'object' && node !== null ? Reflect.get(node, field) : undefined;
}

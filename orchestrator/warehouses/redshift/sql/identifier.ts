import type { RelationName } from '../../relation-name.ts';
import { redshiftKeywords } from './keywords.ts';

/** Names are folded to lower case, quoted or not, so quotes are for words of SQL and odd characters only. */
export function identifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !redshiftKeywords.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/** A relation as a statement names it. */
export function relationText({ schema, name }: RelationName): string {
  return `${identifier(schema)}.${identifier(name)}`;
}

import type { Screen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** One statement that a build would execute. */
export interface PlannedLine {
  readonly node: string;
  readonly role: string;
  readonly sql: string;
}

/** The statements in their order, a comment before each that says its role and node; as a whole it is SQL. */
export function formatPlan(statements: readonly PlannedLine[], { paint }: Screen): string[] {
  return statements.flatMap(({ node, role, sql }) => [
    paint.dim(`-- ${role}: ${visibleText(node)}`),
    `${sql.split('\n').map(visibleText).join('\n')};`,
    '',
  ]);
}

import type { FailedTest, NodeResult, RefusedStatement } from '../run/run-result.ts';
import { formatTable } from './format-table.ts';
import type { Screen } from './screen.ts';
import { visibleLines, visibleText } from './visible-text.ts';

/** What happened to a node that failed or warned, why, and what to do; nothing for one that only was skipped. */
export function formatFailure(result: NodeResult, screen: Screen): string[] {
  const { failure } = result;
  switch (failure?.kind) {
    case 'refused':
      return [...formatRefused(result.node, failure.diagnostic, screen), ...formatQueryIds(result)];
    case 'rows-found':
      return formatFailedTest(result, failure.test, screen);
    case 'skipped':
    case undefined:
      return [];
    default:
      return failure satisfies never;
  }
}

function formatRefused(node: string, refused: RefusedStatement, { paint }: Screen): string[] {
  const at = [refused.file, refused.line, refused.column].filter((part) => part !== undefined).join(':');
  const lines = [
    `${at === '' ? '' : `${visibleText(at)}  `}${paint.red('error')}  ${paint.bold(visibleText(node))}`,
  ];
  lines.push(...indent(visibleLines(refused.message)));
  if (refused.lineText !== undefined && refused.line !== undefined) {
    const number = String(refused.line);
    lines.push(`  ${number} | ${visibleText(refused.lineText)}`);
    if (refused.column !== undefined) {
      const before = visibleText(refused.lineText.slice(0, refused.column - 1)).length;
      lines.push(`  ${' '.repeat(number.length)} | ${' '.repeat(before)}${paint.red('~')}`);
    }
  }
  lines.push(`  The statement that was sent: ${visibleText(refused.sqlPath)}`);
  return lines;
}

function formatFailedTest(result: NodeResult, test: FailedTest, screen: Screen): string[] {
  const { paint, columns } = screen;
  const isWarning = result.status === 'warned';
  const severity = isWarning ? paint.yellow('warning') : paint.red('error');
  const lines = [
    `${severity}  ${paint.bold(visibleText(result.node))}`,
    ...indent(visibleLines(test.message)),
  ];
  if (test.rows.length > 0) {
    const titles = test.columns.map((title, index) => ({
      title,
      align: isNumeric(test.rows, index) ? ('right' as const) : ('left' as const),
      gives: !isNumeric(test.rows, index),
    }));
    lines.push('', ...formatTable(titles, test.rows, columns - 4).map((row) => `    ${row}`));
  }
  const more = test.rowCount - test.rows.length;
  if (more > 0) lines.push(`    … and ${more} more`);
  lines.push('', `  The query: ${visibleText(test.sqlPath)}`, `  Again:     ${visibleText(test.again)}`);
  return [...lines, ...formatQueryIds(result)];
}

/** Where the warehouse itself tells more of it. */
function formatQueryIds({ queryIds = [] }: NodeResult): string[] {
  if (queryIds.length === 0) return [];
  return [
    `  In the warehouse's own history: ${queryIds.length === 1 ? 'query' : 'queries'} ${queryIds.join(', ')}`,
  ];
}

/** Whether every value of the column is a number or null: amounts are shown to their last digit. */
function isNumeric(rows: readonly (readonly (string | null)[])[], index: number): boolean {
  return rows.every((row) => /^-?\d+(\.\d+)?$/.test(row[index] ?? '0'));
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

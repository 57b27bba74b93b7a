import type { NodeResult } from '../run/run-result.ts';
import type { ArtifactInput } from './artifact-input.ts';
import { failureText } from './build-run-results.ts';

/** target/junit.xml: every seed, model and test as a case, for the pages of a CI server. */
export function formatJunit({ result }: Pick<ArtifactInput, 'result'>): string {
  const cases = result.nodes.map(caseText);
  const count = (isCounted: (node: NodeResult) => boolean): number => result.nodes.filter(isCounted).length;
  const seconds = (result.finishedAt.getTime() - result.startedAt.getTime()) / 1000;
  const counts = [
    `tests="${result.nodes.length}"`,
    `failures="${count(isFailure)}"`,
    `errors="${count(isError)}"`,
    `skipped="${count(({ status }) => status === 'skipped')}"`,
    `time="${seconds.toFixed(3)}"`,
  ].join(' ');
  const suite = `name="${escapeXml(`apportion ${result.command}`)}" ${counts} timestamp="${result.startedAt.toISOString()}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite ${suite}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseText(result: NodeResult): string {
  const seconds = (result.milliseconds / 1000).toFixed(3);
  const start = `    <testcase classname="${result.nodeKind}" name="${escapeXml(result.node)}" time="${seconds}"`;
  const text = failureText(result);
  if (text === undefined) return `${start}/>`;
  const message = escapeXml(text);
  if (result.status === 'skipped') return `${start}><skipped message="${message}"/></testcase>`;
  if (result.status === 'warned')
    return `${start}><system-out>${escapeXml(details(result))}</system-out></testcase>`;
  const element = isFailure(result) ? 'failure' : 'error';
  return `${start}><${element} message="${message}">${escapeXml(details(result))}</${element}></testcase>`;
}

/** The rows that a test found, or the place of a refused statement. */
function details({ failure }: NodeResult): string {
  if (failure?.kind === 'rows-found') {
    const { columns, rows, again, sqlPath } = failure.test;
    const lines = [columns, ...rows].map((row) => row.map((cell) => cell ?? 'null').join('\t'));
    return [...lines, `SQL: ${sqlPath}`, `Again: ${again}`].join('\n');
  }
  if (failure?.kind !== 'refused') return '';
  const { file, line, column, lineText, sqlPath } = failure.diagnostic;
  const place =
    file === undefined ? [] : [[file, line, column].filter((part) => part !== undefined).join(':')];
  return [...place, ...(lineText === undefined ? [] : [lineText]), `SQL: ${sqlPath}`].join('\n');
}

function isFailure({ status, failure }: NodeResult): boolean {
  return status === 'failed' && failure?.kind === 'rows-found';
}

function isError({ status, failure }: NodeResult): boolean {
  return status === 'failed' && failure?.kind !== 'rows-found';
}

/** Bills hold any text: markup is escaped, and what XML 1.0 cannot hold at all becomes a replacement character. */
function escapeXml(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 forbids.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

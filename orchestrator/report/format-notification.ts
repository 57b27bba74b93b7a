import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeResult, RunResult } from '../run/run-result.ts';
import { formatOutcome } from './format-outcome.ts';
import { formatReason } from './format-reason.ts';
import { plainScreen } from './screen.ts';
import { visibleText } from './visible-text.ts';

/** What came of a command that nobody watched. */
export interface Attempt {
  readonly command: string;
  readonly target: string;
  /** Absent: it could not start. */
  readonly result?: RunResult;
  /** What was found wrong or odd, before the run and in it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** As many of each as a person reads in a chat; the rest is in the log. */
const mostShown = 5;
const longestSentence = 300;

/**
 * What a chat is told, in Slack's markup (https://docs.slack.dev/messaging/formatting-message-text): what came of it, what failed and why, and what was
 * odd. Text of files cannot mention anybody or become a link: `&`, `<` and `>` are escaped.
 */
export function formatNotification({ command, target, result, diagnostics }: Attempt): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  const failed = (result?.nodes ?? []).filter(({ status }) => status === 'failed').map(reasonOf);
  const warned = (result?.nodes ?? []).filter(({ status }) => status === 'warned').map(reasonOf);
  return [
    `*apportion ${escapeMarkup(command)}* on ${escapeMarkup(target)}: ${escapeMarkup(outcomeOf(result))}`,
    ...bullets([...errors, ...failed]),
    ...(warnings.length + warned.length > 0 ? ['Odd:', ...bullets([...warnings, ...warned])] : []),
  ].join('\n');
}

function outcomeOf(result: RunResult | undefined): string {
  if (result === undefined) return 'It could not start. Readers see what they saw before.';
  return formatOutcome(result, plainScreen);
}

function reasonOf({ node, failure }: NodeResult): string {
  return failure === undefined ? node : `${node}: ${formatReason(failure)}`;
}

function bullets(sentences: readonly string[]): string[] {
  const shown = sentences
    .slice(0, mostShown)
    .map((sentence) => `• ${escapeMarkup(cut(visibleText(sentence)))}`);
  const more = sentences.length - shown.length;
  return more > 0 ? [...shown, `• … and ${more} more`] : shown;
}

function cut(sentence: string): string {
  return sentence.length > longestSentence ? `${sentence.slice(0, longestSentence - 1)}…` : sentence;
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

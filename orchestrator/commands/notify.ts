import { setTimeout as wait } from 'node:timers/promises';
import type { Checked, Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { type Attempt, formatNotification } from '../report/format-notification.ts';
import type { ExitCode, NotifyWhen, RunOptions } from './command.ts';

/** Whom to tell, and of what. The address is a secret: who has it can write into the chat. */
export interface Notice {
  readonly address: string;
  readonly when: ReadonlySet<NotifyWhen>;
}

/** The environment variable that holds the address. */
const variable = 'APPORTION_WEBHOOK';

const waitsMilliseconds = [200, 1000] as const;

/** Whom `--notify` tells; undefined if it is not given; an error if nobody said where, or not safely. */
export function readNotice(
  options: RunOptions,
  environment: Effects['environment'],
): Checked<Notice | undefined> {
  if (options.notify === undefined) return { ok: true, value: undefined, diagnostics: [] };
  const address = environment[variable] ?? '';
  const problem = problemOf(address);
  return problem === undefined
    ? { ok: true, value: { address, when: new Set(options.notify) }, diagnostics: [] }
    : { ok: false, diagnostics: [problem] };
}

/** Tells what came of it, if that is wanted; a warning if it could not be told. Never changes what came of it. */
export async function tell(
  notice: Notice | undefined,
  attempt: Attempt,
  code: ExitCode,
  effects: Effects,
): Promise<Diagnostic | undefined> {
  if (notice === undefined || !isWanted(notice.when, attempt, code)) return undefined;
  const body = JSON.stringify({ text: formatNotification(attempt) });
  let trouble = '';
  for (const milliseconds of [...waitsMilliseconds, undefined]) {
    // Said without what was thrown: that may hold the address.
    const status = await effects.post(notice.address, body).catch(() => undefined);
    if (status !== undefined && status >= 200 && status < 300) return undefined;
    trouble = status === undefined ? 'did not answer' : `answered with HTTP ${status}`;
    if (milliseconds === undefined || (status !== undefined && status !== 429 && status < 500)) break;
    await wait(milliseconds);
  }
  return {
    severity: 'warning',
    code: 'not-notified',
    message: `The webhook of ${variable} ${trouble}, so nobody was told what came of this run.`,
    hint: `Check ${variable}. What came of the run is as it was said here.`,
  };
}

function isWanted(when: ReadonlySet<NotifyWhen>, { result, diagnostics }: Attempt, code: ExitCode): boolean {
  if (code !== 0) return when.has('failure');
  const isOdd =
    diagnostics.some(({ severity }) => severity === 'warning') ||
    (result?.nodes ?? []).some(({ status }) => status === 'warned');
  return when.has('success') || (isOdd && when.has('warning'));
}

function problemOf(address: string): Diagnostic | undefined {
  if (address === '')
    return {
      severity: 'error',
      code: 'missing-environment-variable',
      message: `The environment variable "${variable}" is not set; --notify sends to the address in it.`,
      hint: `Set ${variable} to the address of a webhook and run it again, or leave --notify out.`,
    };
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url !== undefined && (url.username !== '' || url.password !== ''))
    return {
      severity: 'error',
      code: 'bad-option',
      message: `"${variable}" holds an address with a user or password before its "@", to which nothing can be sent.`,
      hint: 'Use the address as the chat gives it. It is not shown here, since it is a secret.',
    };
  const isNear = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isNear)) return undefined;
  return {
    severity: 'error',
    code: 'bad-option',
    message: `"${variable}" does not hold the address of a webhook: one that begins with https://, or http:// on this machine.`,
    hint: 'The address is not shown here, since it is a secret.',
  };
}

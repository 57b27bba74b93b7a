import { assumedRole } from '../../../base/assumed-role.ts';
import type { Probe } from '../../probe.ts';

import { hintOfAction } from '../permissions.ts';
import type { RedshiftSettings } from '../redshift-settings.ts';
import { actionIn } from './refusal.ts';

/** Whether there are keys to ask with, and where they come from; and whether they open the role that the target names. */
export function identityProbes({ region, roleArn }: Pick<RedshiftSettings, 'region' | 'roleArn'>): Probe[] {
  const credentials: Probe = {
    name: 'credentials',
    run: async () => {
      try {
        const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
        const provide = fromNodeProviderChain(region === undefined ? {} : { clientConfig: { region } });
        const found = await provide();
        const source = '$source' in found ? Object.keys(Object(found.$source)) : [];
        const account = found.accountId === undefined ? '' : `, of account ${found.accountId}`;
        return {
          kind: 'ok',
          text: `key ${found.accessKeyId.slice(0, 4)}…, from ${wordsOf(source)}${account}`,
        };
      } catch (error) {
        return {
          kind: 'missing',
          text: `missing: credentials (${messageOf(error)})`,
          hint: 'Nobody is signed in to AWS here: set AWS_PROFILE or the keys, or sign in again, as for the aws command.',
        };
      }
    },
  };
  if (roleArn === undefined) return [credentials];
  const role: Probe = {
    name: 'sts:AssumeRole',
    run: async () => {
      try {
        const provide = await assumedRole(roleArn, region);
        await provide();
        return { kind: 'ok', text: `becomes ${roleArn}` };
      } catch (error) {
        const action = actionIn(messageOf(error)) ?? 'sts:AssumeRole';
        return {
          kind: 'missing',
          text: `missing: ${action} on ${roleArn} (${messageOf(error)})`,
          hint: `${hintOfAction(action)} The role has to trust that identity, too.`,
          action,
        };
      }
    },
  };
  return [credentials, role];
}

/** The client's own names of where credentials come from, in words; the last one counts. */
function wordsOf(source: readonly string[]): string {
  const last = source.at(-1) ?? '';
  const known = (
    [
      [/ENV_VARS_STS_WEB_ID|WEB_ID/, 'a web identity token'],
      [/ENV_VARS/, 'the environment'],
      [/SSO/, 'single sign-on'],
      [/HTTP/, 'the role of the container'],
      [/IMDS/, 'the role of the instance'],
      [/PROCESS/, 'a program of the profile'],
      [/ASSUME_ROLE/, 'a role of the profile'],
      [/PROFILE/, 'the profile'],
    ] as const
  ).find(([pattern]) => pattern.test(last));
  return known?.[1] ?? "AWS's usual places";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

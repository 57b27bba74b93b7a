import type { ProbeResult } from '../../probe.ts';
import { hintOfAction } from '../permissions.ts';
import { requestError } from '../service/redshift-error.ts';

/** The result of a probe that AWS refused: the action that it names as missing, which need not be the one that was asked for. */
export function refusedByAws(error: unknown, asked: string): ProbeResult {
  const reason = requestError(error);
  if (!isDenied(error)) {
    const hint = 'This is no missing permission: what AWS says of it is all that is known.';
    return { kind: 'missing', text: `${asked} cannot be tried: ${reason.message}`, hint };
  }
  const action = actionIn(reason.message) ?? asked;
  return {
    kind: 'missing',
    text: `missing: ${action} (${reason.message})`,
    hint: hintOfAction(action),
    action,
  };
}

/** Whether AWS refused a request for want of a permission. */
export function isDenied(error: unknown): boolean {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return /AccessDenied|Forbidden|^403$/i.test(name) || /not authorized to perform/i.test(message);
}

/** The action in AWS's own sentence: `User: … is not authorized to perform: s3:PutObject on resource: …`. */
export function actionIn(message: string): string | undefined {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1];
}

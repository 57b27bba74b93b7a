import type { Diagnostic } from '../../base/diagnostic.ts';
import type { WarehouseError } from '../warehouse.ts';

/** Why a Redshift target could not be opened, in the words of AWS, and what to do. */
export function explainRedshiftOpening(name: string, { message }: WarehouseError): Diagnostic {
  return {
    severity: 'error',
    code: 'warehouse-refused',
    message: `Target "${name}" cannot be opened: ${message}`,
    hint: hintOf(message),
  };
}

function hintOf(message: string): string {
  if (/not authorized to perform|AccessDenied/i.test(message))
    return 'The permission that it names is missing; all that are needed are listed in docs/redshift.md.';
  if (/credentials|security token|ExpiredToken|SSO session/i.test(message))
    return 'Nobody is signed in to AWS here: set AWS_PROFILE or the keys, or sign in again, as for the aws command.';
  if (/region is missing|could not resolve region/i.test(message))
    return 'Give the target a "region", or set AWS_REGION.';
  if (/ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|TimeoutError|network/i.test(message))
    return 'The Data API cannot be reached from here: check "region", "endpoint" and the way to the network.';
  if (/workgroup|cluster|database/i.test(message))
    return 'Check "workgroup" or "cluster", "database" and "region" of the target in project.yml.';
  return 'What Redshift targets need is in docs/redshift.md.';
}

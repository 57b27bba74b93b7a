import { type Checked, checked } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { ownValue } from '../base/own-value.ts';
import type { Project } from '../project/project.ts';
import { resolveEnvironment } from '../project/resolve-environment.ts';
import type { ObjectStoreSettings } from '../s3/s3-access.ts';

/** Who reads the sources from S3 when a target is loaded, as far as it is not who the environment says. */
export function sourceStore(
  { targets }: Project,
  name: string,
  environment: Effects['environment'],
): Checked<ObjectStoreSettings> {
  const target = ownValue(targets, name);
  const written = target?.type === 'redshift' ? target.settings.source_role_arn : target?.sourceRoleArn;
  const role = resolveEnvironment(written ?? '', environment);
  if (!role.ok) return role;
  // The client reads these by itself; said again, buckets are looked for in the path there, as every S3 of one's own has them.
  const endpoint = environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL;
  const roleArn = role.value.trim();
  return checked(
    {
      ...(roleArn !== '' && { roleArn }),
      ...(endpoint !== undefined && endpoint !== '' && { endpoint }),
    },
    [],
  );
}

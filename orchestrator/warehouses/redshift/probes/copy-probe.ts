import type { Probe } from '../../probe.ts';
import { copyFileSql } from '../loading/copy-sql.ts';
import { redshiftDialect } from '../sql/dialect.ts';
import { ofStatement } from './data-api-probes.ts';
import type { ProbeSession } from './probe-session.ts';

/** What COPY needs, known only when it is its turn. */
export interface CopyNeeds {
  /** A schema to copy into. */
  readonly schema: () => string | undefined;
  /** An object to copy, as `s3://…`. */
  readonly object: () => string | undefined;
  /** The ARN of the role that the warehouse takes on, or `default`. */
  readonly iamRole: string | undefined;
  /** That of the bucket, if it is not the warehouse's. */
  readonly region: string | undefined;
}

/** COPY of the probe object into a scratch table, as the role that the target names. */
export function copyProbe(session: ProbeSession, { schema, object, iamRole, region }: CopyNeeds): Probe {
  return {
    name: 'copy',
    run: async () => {
      const [into, from] = [schema(), object()];
      if (iamRole === undefined)
        return {
          kind: 'missing',
          text: 'missing: the setting "iam_role" of the target',
          hint: 'Name the role that the warehouse takes on to read the staging bucket, or "default".',
        };
      if (into === undefined) return { kind: 'not-tried', text: 'there is no schema to copy into' };
      if (from === undefined) return { kind: 'not-tried', text: 'there is no object to copy' };
      const table = { schema: into, name: 'copied' };
      const access = { iamRole, ...(region !== undefined && { region }) };
      const create = `create table ${redshiftDialect.relation(table)} (one integer)`;
      const made = await ofStatement(() => session.run(create), '', '');
      if (made.kind !== 'ok') return { kind: 'not-tried', text: 'there is no table to copy into' };
      return ofStatement(
        () => session.run(copyFileSql(table, ['one'], from, access)),
        `reads it as ${iamRole}`,
        `${iamRole} has to be attached to the namespace or cluster, to trust redshift.amazonaws.com, and to be allowed s3:GetObject and s3:ListBucket on the staging bucket: docs/redshift.md.`,
      );
    },
  };
}

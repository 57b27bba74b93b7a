import { type Checked, checked, type Diagnostic } from '../../base/diagnostic.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import { parseS3Location } from '../../s3/parse-s3-location.ts';
import type { CopyAccess } from './loading/copy-sql.ts';

/** Where a warehouse is and who asks: exactly one of the ways that the Data API knows to say so. */
export interface RedshiftSettings {
  /** What goes with every request outside of a session, in the Data API's own words. */
  readonly connection: RedshiftConnection;
  readonly region?: string;
  /** A role to take on before anything is asked. */
  readonly roleArn?: string;
  /** Where the Data API is, if not at its public address: a VPC endpoint. */
  readonly endpoint?: string;
  /** How many statements run at the same time, each in a session of its own. */
  readonly concurrency: number;
  /** After how many seconds the warehouse ends a statement. */
  readonly statementTimeout: number;
  readonly searchPath: string;
  /** Where files are put for COPY, and who reads them there; undefined if the target does not say. */
  readonly loading?: LoadingSettings;
}

export interface LoadingSettings {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly access: CopyAccess;
}

/**
 * As "Choosing database authentication credentials" of Redshift's management guide lists them: without a secret and a user, IAM gives the
 * user; a workgroup has no `DbUser`.
 */
export type RedshiftConnection =
  | { readonly WorkgroupName: string; readonly Database: string; readonly SecretArn?: string }
  | {
      readonly ClusterIdentifier: string;
      readonly Database: string;
      readonly DbUser?: string;
      readonly SecretArn?: string;
    };

/** Settings of a target that only loading needs; nothing else waits for their environment variables. */
export const settingsOfLoading: ReadonlySet<string> = new Set([
  'staging',
  'staging_region',
  'iam_role',
  'source_role_arn',
]);

const known = [
  'workgroup',
  'cluster',
  'database',
  'db_user',
  'secret_arn',
  'region',
  'role_arn',
  'endpoint',
  'concurrency',
  'statement_timeout',
  'search_path',
  ...settingsOfLoading,
];

/** A role, or several with commas between them, each of which takes on the next. */
const isRole = /^(default|arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+)$/i;

/** The settings of a target of project.yml, or all that is wrong with them. No message repeats a value: one may be meant to be secret. */
export function parseRedshiftSettings(
  name: string,
  written: Readonly<Record<string, string>>,
): Checked<RedshiftSettings> {
  const diagnostics: Diagnostic[] = [];
  const complain = (message: string, hint?: string): void => {
    diagnostics.push({
      severity: 'error',
      code: 'bad-target',
      message: `Target "${name}" ${message}`,
      place: { file: 'project.yml' },
      ...(hint !== undefined && { hint }),
    });
  };
  for (const key of Object.keys(written)) {
    if (!known.includes(key)) {
      const hint = didYouMean(key, known) ?? `A Redshift target may say: ${known.join(', ')}.`;
      complain(`has a setting "${key}", which means nothing for Redshift.`, hint);
    }
  }
  // An environment variable that is set to nothing says nothing.
  const textOf = (key: string): string | undefined => written[key]?.trim() || undefined;
  const wholeNumber = (key: string, without: number, largest: number): number => {
    const text = textOf(key);
    if (text === undefined) return without;
    const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (number < 1 || number > largest)
      complain(`is expected to have a whole number from 1 to ${largest} as its "${key}".`);
    return number;
  };

  const [workgroup, cluster, database] = [textOf('workgroup'), textOf('cluster'), textOf('database')];
  const [user, secret] = [textOf('db_user'), textOf('secret_arn')];
  if (workgroup === undefined && cluster === undefined)
    complain(
      'says neither "workgroup" nor "cluster".',
      'Name the workgroup of Redshift Serverless, or the cluster.',
    );
  if (workgroup !== undefined && cluster !== undefined)
    complain(
      'says both "workgroup" and "cluster".',
      'Keep the one that it is: a warehouse is in a workgroup or a cluster.',
    );
  if (database === undefined) complain('does not say which "database" of the warehouse it is.');
  if (user !== undefined && secret !== undefined)
    complain(
      'says both "db_user" and "secret_arn".',
      'The secret holds the name of its user: keep one of them.',
    );
  if (user !== undefined && workgroup !== undefined)
    complain(
      'says "db_user" with a workgroup.',
      'In a workgroup the user comes from the IAM identity, or from a secret.',
    );
  const [staging, iamRole] = [textOf('staging'), textOf('iam_role')];
  const location = staging === undefined ? undefined : parseS3Location(staging);
  if (staging !== undefined && location === undefined)
    complain('is expected to have a location like s3://bucket/prefix as its "staging".');
  if (iamRole !== undefined && !isRole.test(iamRole))
    complain(
      'is expected to have the ARN of a role as its "iam_role".',
      'It looks like arn:aws:iam::123456789012:role/name; or "default", for the default role of the warehouse.',
    );
  const stagingRegion = textOf('staging_region');
  const settings = {
    concurrency: wholeNumber('concurrency', 4, 50),
    // The Data API itself ends a statement after 24 hours.
    statementTimeout: wholeNumber('statement_timeout', 2 * 3600, 24 * 3600),
    searchPath: textOf('search_path') ?? 'public',
    region: textOf('region'),
    roleArn: textOf('role_arn'),
    endpoint: textOf('endpoint'),
    ...(location !== undefined &&
      iamRole !== undefined && {
        loading: {
          bucket: location.bucket,
          prefix: location.key === '' || location.key.endsWith('/') ? location.key : `${location.key}/`,
          access: { iamRole, ...(stagingRegion !== undefined && { region: stagingRegion }) },
        },
      }),
    connection: {
      ...(workgroup === undefined ? { ClusterIdentifier: cluster ?? '' } : { WorkgroupName: workgroup }),
      Database: database ?? '',
      ...(user !== undefined && { DbUser: user }),
      ...(secret !== undefined && { SecretArn: secret }),
    },
  };
  if (settings.endpoint !== undefined && !/^https?:\/\/[^/\s]+\/?$/.test(settings.endpoint))
    complain('is expected to have an address like https://host as its "endpoint".');
  if (!/^\s*\w+(\s*,\s*\w+)*\s*$/.test(settings.searchPath))
    complain('is expected to have names of schemas, separated by commas, as its "search_path".');
  return checked(settings, diagnostics);
}

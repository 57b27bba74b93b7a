/** One action that IAM has to allow, whom, and what for. */
export interface Permission {
  readonly action: string;
  /** The runner is the identity that apportion works as; the warehouse takes the other role on for COPY. */
  readonly role: 'runner' | 'copy';
  /** When it is needed; `always` if the target is a Redshift at all. */
  readonly when:
    | 'always'
    | 'workgroup'
    | 'cluster'
    | 'cluster user'
    | 'secret'
    | 'role'
    | 'staging'
    | 'services'
    | 'sources';
  /** Of what. */
  readonly on: string;
  /** What for, in a phrase. */
  readonly why: string;
}

const runner = (
  when: Permission['when'],
  on: string,
  actions: Readonly<Record<string, string>>,
): Permission[] =>
  Object.entries(actions).map(([action, why]) => ({ action, role: 'runner', when, on, why }));

const warehouse = 'the workgroup or cluster, and within own sessions';
const own = '* (own statements only)';
const parts = 'the objects below the staging prefix';

/**
 * Every permission that a target of type `redshift` needs. What `debug` names as missing, the policies in docs/redshift.md and those
 * of infra/schedule/ are the same list; tests compare them.
 */
export const permissions: readonly Permission[] = [
  ...runner('always', warehouse, {
    'redshift-data:ExecuteStatement': 'run a statement, and open a session',
    'redshift-data:BatchExecuteStatement': 'publish in one transaction',
  }),
  ...runner('always', own, {
    'redshift-data:DescribeStatement': 'see how a statement ended',
    'redshift-data:GetStatementResult': 'read counts and what failed in a test',
    'redshift-data:CancelStatement': 'end what runs when the run is interrupted',
    'redshift-data:ListStatements': 'find a statement again whose answer was lost',
  }),
  ...runner('workgroup', 'the workgroup', {
    'redshift-serverless:GetCredentials': 'sign in to the database',
  }),
  ...runner('cluster', 'the cluster', { 'redshift:GetClusterCredentialsWithIAM': 'sign in to the database' }),
  ...runner('cluster user', 'the database user and the database', {
    'redshift:GetClusterCredentials': 'sign in as `db_user`',
  }),
  ...runner('secret', 'the secret', { 'secretsmanager:GetSecretValue': 'sign in by the secret' }),
  ...runner('role', 'the role', { 'sts:AssumeRole': 'become the role of `role_arn` or `source_role_arn`' }),
  ...runner('staging', 'the staging bucket', {
    's3:ListBucket': 'see which parts are there already',
  }),
  ...runner('staging', parts, {
    's3:PutObject': 'send the parts of a file, also in pieces',
    's3:GetObject': 'compare the checksum of a part that is there',
    's3:DeleteObject': 'remove what was loaded',
    's3:AbortMultipartUpload': 'give up pieces that are not completed',
  }),
  ...runner('sources', 'the bucket of the bill', { 's3:ListBucket': "find the month's files" }),
  ...runner('sources', 'the objects of the bill', { 's3:GetObject': 'read them' }),
  {
    action: 's3:ListBucket',
    role: 'copy',
    when: 'staging',
    on: 'the staging bucket',
    why: 'find what the manifest of COPY names',
  },
  { action: 's3:GetObject', role: 'copy', when: 'staging', on: parts, why: 'read it' },
  {
    action: 'dynamodb:DescribeTable',
    role: 'copy',
    when: 'services',
    on: 'the table of `ecs_services`',
    why: 'see what it has',
  },
  {
    action: 'dynamodb:Scan',
    role: 'copy',
    when: 'services',
    on: 'the table of `ecs_services`',
    why: 'read it',
  },
];

/** What to do about an action that is missing. */
export function hintOfAction(action: string): string {
  const found = permissions.find(
    (permission) => permission.action === action && permission.role === 'runner',
  );
  if (found === undefined) return `Allow ${action} to the identity that apportion works as.`;
  return `Allow ${action} on ${found.on} to the identity that apportion works as: it is needed to ${found.why}. The policy is in docs/redshift.md.`;
}

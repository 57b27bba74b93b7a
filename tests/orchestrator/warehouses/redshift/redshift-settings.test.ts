import { describe, expect, it } from 'vitest';
import { parseRedshiftSettings } from '../../../../orchestrator/warehouses/redshift/redshift-settings.ts';

const parse = (written: Readonly<Record<string, string>>) => parseRedshiftSettings('prod', written);
const complaints = (written: Readonly<Record<string, string>>) =>
  parse(written).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe('the ways to say where a warehouse is', () => {
  it.each([
    [
      { workgroup: 'w', database: 'd' },
      { WorkgroupName: 'w', Database: 'd' },
    ],
    [
      { workgroup: 'w', database: 'd', secret_arn: 's' },
      { WorkgroupName: 'w', Database: 'd', SecretArn: 's' },
    ],
    [
      { cluster: 'c', database: 'd' },
      { ClusterIdentifier: 'c', Database: 'd' },
    ],
    [
      { cluster: 'c', database: 'd', db_user: 'u' },
      { ClusterIdentifier: 'c', Database: 'd', DbUser: 'u' },
    ],
    [
      { cluster: 'c', database: 'd', secret_arn: 's' },
      { ClusterIdentifier: 'c', Database: 'd', SecretArn: 's' },
    ],
  ])('takes %o', (written, connection) => {
    expect(parse(written)).toMatchObject({ ok: true, value: { connection } });
  });

  it('has four sessions, two hours for a statement, and the schema public unless told otherwise', () => {
    expect(parse({ workgroup: 'w', database: 'd' })).toMatchObject({
      value: { concurrency: 4, statementTimeout: 7200, searchPath: 'public' },
    });
    const told = { concurrency: '8', statement_timeout: '60', search_path: 'a, b', region: 'eu-west-1' };
    expect(parse({ workgroup: 'w', database: 'd', ...told })).toMatchObject({
      value: { concurrency: 8, statementTimeout: 60, searchPath: 'a, b', region: 'eu-west-1' },
    });
  });

  it('say where files go for COPY only if both the bucket and the role are said', () => {
    const at = { workgroup: 'w', database: 'd' };
    const iam_role = 'arn:aws:iam::123456789012:role/copy';
    expect(parse({ ...at, staging: 's3://b/p', iam_role, staging_region: 'eu-west-1' })).toMatchObject({
      value: { loading: { bucket: 'b', prefix: 'p/', access: { iamRole: iam_role, region: 'eu-west-1' } } },
    });
    expect(parse({ ...at, staging: 's3://b', iam_role: 'default' })).toMatchObject({
      value: { loading: { bucket: 'b', prefix: '', access: { iamRole: 'default' } } },
    });
    const halves: readonly Readonly<Record<string, string>>[] = [
      { staging: 's3://b/p' },
      { iam_role },
      { staging: '', iam_role },
    ];
    for (const one of halves)
      expect(parse({ ...at, ...one })).toMatchObject({ ok: true, value: { searchPath: 'public' } });
    const wrong = parse({ ...at, staging: '/tmp', iam_role: 'copy' });
    expect(wrong.diagnostics.map(({ message }) => message)).toEqual([
      'Target "prod" is expected to have a location like s3://bucket/prefix as its "staging".',
      'Target "prod" is expected to have the ARN of a role as its "iam_role".',
    ]);
  });
});

it('says all that is wrong, and repeats no value', () => {
  const written = {
    workgroup: 'hush',
    cluster: 'hush',
    db_user: 'hush',
    secret_arn: 'hush',
    concurency: 'hush',
    concurrency: 'hush',
    endpoint: 'hush',
    search_path: 'a; drop schema hush',
  };
  const found = complaints(written);
  expect(found).toEqual([
    'bad-target: Target "prod" has a setting "concurency", which means nothing for Redshift.',
    'bad-target: Target "prod" says both "workgroup" and "cluster".',
    'bad-target: Target "prod" does not say which "database" of the warehouse it is.',
    'bad-target: Target "prod" says both "db_user" and "secret_arn".',
    'bad-target: Target "prod" says "db_user" with a workgroup.',
    'bad-target: Target "prod" is expected to have a whole number from 1 to 50 as its "concurrency".',
    'bad-target: Target "prod" is expected to have an address like https://host as its "endpoint".',
    'bad-target: Target "prod" is expected to have names of schemas, separated by commas, as its "search_path".',
  ]);
  expect(JSON.stringify(parse(written).diagnostics)).not.toContain('hush');
  expect(parse(written).diagnostics[0]?.hint).toBe('Did you mean "concurrency"?');
});

it('takes a variable that is set to nothing for one that says nothing', () => {
  expect(complaints({ workgroup: ' ', database: 'd' })).toEqual([
    'bad-target: Target "prod" says neither "workgroup" nor "cluster".',
  ]);
});

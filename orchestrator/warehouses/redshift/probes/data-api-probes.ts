import { randomUUID } from 'node:crypto';
import type { Probe, ProbeResult } from '../../probe.ts';
import { hintOfAction } from '../permissions.ts';
import type { RedshiftConnection } from '../redshift-settings.ts';
import type { DataClient } from '../service/data-client.ts';
import { type ProbedStatement, type ProbeSession, probeName } from './probe-session.ts';
import { actionIn, isDenied, refusedByAws } from './refusal.ts';

/** The Data API's operations one by one, and whether the database lets the identity in. */
export function dataApiProbes(
  client: DataClient,
  session: ProbeSession,
  connection: RedshiftConnection,
): Probe[] {
  /** A statement that there is, or the id of none: an operation that is allowed says so then. */
  const someId = (): string => session.first?.id ?? randomUUID();
  const operation = (name: string, ask: () => Promise<unknown>, text: string): Probe => ({
    name: `redshift-data:${name}`,
    run: async () => {
      try {
        await ask();
        return { kind: 'ok', text };
      } catch (error) {
        // That a statement has ended, has no rows or does not exist says only somebody who may be asked.
        if (!isDenied(error) && isOfStatement(error)) return { kind: 'ok', text };
        return refusedByAws(error, `redshift-data:${name}`);
      }
    },
  });
  return [
    operation('ExecuteStatement', () => session.run('select 1 as one'), 'runs a statement'),
    operation('DescribeStatement', () => client.DescribeStatement({ Id: someId() }), 'sees how it ended'),
    operation('GetStatementResult', () => client.GetStatementResult({ Id: someId() }), 'reads its rows'),
    operation('CancelStatement', () => client.CancelStatement({ Id: someId() }), 'could have ended it'),
    operation(
      'ListStatements',
      () => client.ListStatements({ StatementName: probeName, Status: 'ALL' }),
      'finds it by its name',
    ),
    operation(
      'BatchExecuteStatement',
      () => session.batch(['select 1 as one', 'select 2 as two']),
      'runs several in one transaction',
    ),
    signingIn(session, connection),
    {
      name: 'session',
      run: () =>
        ofStatement(
          () => session.runInSession('select 1 as one'),
          'keeps a session for the next statement',
          'Let the two statements of redshift-data:ExecuteStatement that docs/redshift.md has stand together: the second is for sessions.',
        ),
    },
  ];
}

/** What became of the first statement that was accepted: whether the database let us in. */
function signingIn(session: ProbeSession, connection: RedshiftConnection): Probe {
  const action = signInAction(connection);
  return {
    name: action,
    run: async () => {
      const { first } = session;
      if (first === undefined) return { kind: 'not-tried', text: 'no statement was accepted' };
      return ofStatement(async () => first, `signs in to "${connection.Database}"`, hintOfAction(action));
    },
  };
}

/** What IAM has to allow so that the Data API may sign in for us. */
function signInAction(connection: RedshiftConnection): string {
  if (connection.SecretArn !== undefined) return 'secretsmanager:GetSecretValue';
  if ('WorkgroupName' in connection) return 'redshift-serverless:GetCredentials';
  return connection.DbUser === undefined
    ? 'redshift:GetClusterCredentialsWithIAM'
    : 'redshift:GetClusterCredentials';
}

/** Nobody may look how a statement ended. */
export const unseen: ProbeResult = {
  kind: 'not-tried',
  text: 'only redshift-data:DescribeStatement shows how it ended',
};

/** The result of a statement: how it ended, or that it was not accepted. */
export async function ofStatement(
  run: () => Promise<ProbedStatement>,
  text: string,
  hint: string,
): Promise<ProbeResult> {
  let statement: ProbedStatement;
  try {
    statement = await run();
  } catch (error) {
    return refusedByAws(error, actionIn(String(error)) ?? 'redshift-data:ExecuteStatement');
  }
  if (statement.unseen !== undefined) return unseen;
  if (statement.error === undefined) return { kind: 'ok', text };
  const action = actionIn(statement.error);
  const said = statement.error.replace(/^ERROR:\s*/, '').trim();
  return action === undefined
    ? { kind: 'missing', text: `missing: ${said}`, hint }
    : { kind: 'missing', text: `missing: ${action} (${said})`, hint: hintOfAction(action), action };
}

function isOfStatement(error: unknown): boolean {
  return error instanceof Error && /^(ValidationException|ResourceNotFoundException)$/.test(error.name);
}

import { type Executor, newStatementId } from './executor.ts';
import { invalid, Refusal } from './plan.ts';
import { formatResultPage } from './result-page.ts';
import type { Session, SessionTable } from './session-table.ts';
import { StatementRecord, type SubStatement } from './statement-record.ts';

export interface EndpointState {
  readonly statements: Map<string, StatementRecord>;
  readonly tokens: Map<string, StatementRecord>;
  readonly sessions: SessionTable;
  readonly executor: Executor;
  readonly limits: EndpointLimits;
  /** Who asks, by the key that signed the request: nobody sees the statements of another. */
  readonly caller: string;
}

export interface EndpointLimits {
  /** Whether it knows `WaitTimeSeconds`; an older one refuses it. */
  readonly longPolling: boolean;
  readonly activeStatements: number;
  readonly rowsOfPage: number;
  /** Seconds after which an idle session goes, however long it was to be kept. */
  readonly longestKeepAlive: number;
}

type Body = Readonly<Record<string, unknown>>;

/** What each operation answers, as JSON text. Rejects with a {@link Refusal}. */
export const operations: Readonly<Record<string, (state: EndpointState, body: Body) => Promise<string>>> = {
  ExecuteStatement: (state, body) => submit(state, body, [textOf(body, 'Sql')]),
  BatchExecuteStatement: (state, body) => submit(state, body, listOf(body, 'Sqls')),
  async DescribeStatement(state, body) {
    const statement = statementOf(state, textOf(body, 'Id'));
    await waitFor(state, statement, body);
    return JSON.stringify(describe(statement));
  },
  async GetStatementResult(state, body) {
    const [id = '', part = '1'] = textOf(body, 'Id').split(':');
    const statement = statementOf(state, id);
    if (statement.status !== 'FINISHED')
      throw invalid('Query does not have result. Please check query status with DescribeStatement.');
    const result = statement.parts[Number(part) - 1]?.result;
    if (result === undefined) throw missing('Query does not have result.');
    return formatResultPage(result, Number(body.NextToken ?? 0), state.limits.rowsOfPage);
  },
  async CancelStatement(state, body) {
    const statement = statementOf(state, textOf(body, 'Id'));
    if (statement.isEnded)
      throw invalid(
        `Could not cancel a query that is already in ${statement.status} state with ID: ${statement.id}.`,
      );
    statement.cancel();
    return JSON.stringify({ Status: true });
  },
  async ListStatements(state, body) {
    // "By default, only finished statements are shown", says the API reference.
    const wanted = String(body.Status ?? 'FINISHED');
    const name = String(body.StatementName ?? '');
    const found = [...state.statements.values()].filter(
      (statement) =>
        statement.detail.caller === state.caller &&
        (statement.detail.name ?? '').startsWith(name) &&
        (wanted === 'ALL' || statement.status === wanted),
    );
    const from = Number(body.NextToken ?? 0);
    const size = Number(body.MaxResults ?? 100);
    return JSON.stringify({
      Statements: found.slice(from, from + size).map((statement) => ({
        Id: statement.id,
        StatementName: statement.detail.name,
        Status: statement.status,
        CreatedAt: statement.createdAt,
        SessionId: statement.detail.sessionId,
      })),
      ...(from + size < found.length && { NextToken: String(from + size) }),
    });
  },
};

async function submit(state: EndpointState, body: Body, sqls: readonly string[]): Promise<string> {
  checkRequest(state, body, sqls);
  const token = typeof body.ClientToken === 'string' ? body.ClientToken : undefined;
  const known = token === undefined ? undefined : state.tokens.get(token);
  if (known !== undefined && known.sqls.join('\0') !== sqls.join('\0'))
    throw invalid('The client token was used with another request.');
  const statement = known ?? accept(state, body, sqls, token);
  await waitFor(state, statement, body);
  return JSON.stringify({
    Id: statement.id,
    CreatedAt: statement.createdAt,
    ...(statement.detail.sessionId !== undefined && { SessionId: statement.detail.sessionId }),
    ...(body.WaitTimeSeconds !== undefined && {
      Status: statement.status,
      HasResultSet: statement.parts.some(({ result }) => result !== undefined),
    }),
  });
}

function accept(
  state: EndpointState,
  body: Body,
  sqls: readonly string[],
  token: string | undefined,
): StatementRecord {
  const active = [...state.statements.values()].filter(({ isEnded }) => !isEnded).length;
  if (active >= state.limits.activeStatements)
    throw new Refusal({
      type: 'ActiveStatementsExceededException',
      status: 400,
      message: `Active statements exceeded the allowed quota (${state.limits.activeStatements}).`,
    });
  const session = sessionOf(state, body);
  const statement = new StatementRecord(newStatementId(), sqls, {
    isBatch: body.Sqls !== undefined,
    // Unless it says `ExecutionMode: AUTO_COMMIT`, which nobody does here.
    isTransaction: body.Sqls !== undefined,
    name: typeof body.StatementName === 'string' ? body.StatementName : undefined,
    token,
    caller: state.caller,
    sessionId: session?.id,
  });
  state.statements.set(statement.id, statement);
  if (token !== undefined) state.tokens.set(token, statement);
  if (session !== undefined) session.state = 'BUSY';
  void statement.ended.then(() => session && state.sessions.release(session));
  void state.executor.run(statement, session);
  return statement;
}

function sessionOf(state: EndpointState, body: Body): Session | undefined {
  const keepAlive =
    typeof body.SessionKeepAliveSeconds === 'number' ? body.SessionKeepAliveSeconds : undefined;
  if (typeof body.SessionId !== 'string')
    return keepAlive === undefined || keepAlive === 0
      ? undefined
      : state.sessions.open(Math.min(keepAlive, state.limits.longestKeepAlive));
  const session = state.sessions.take(body.SessionId);
  if (keepAlive !== undefined) session.keepAlive = keepAlive;
  return session;
}

function checkRequest(state: EndpointState, body: Body, sqls: readonly string[]): void {
  if (sqls.length < 1 || sqls.length > 40) throw invalid('Sqls is expected to have 1 to 40 members.');
  for (const sql of sqls) {
    if (Buffer.byteLength(sql) > 100_000)
      throw invalid('The query text exceeds the maximum length of 100 KB.');
    if (sql.trim() === '') throw invalid('Sql must have a length of at least 1.');
  }
  const hasSession = body.SessionId !== undefined;
  const target = ['WorkgroupName', 'ClusterIdentifier'].filter((key) => body[key] !== undefined);
  const others = ['Database', 'DbUser', 'SecretArn'].filter((key) => body[key] !== undefined);
  if (hasSession && target.length + others.length > 0)
    throw invalid('SessionId cannot be used with connection parameters.');
  if (!hasSession && (target.length !== 1 || body.Database === undefined))
    throw invalid('Either WorkgroupName or ClusterIdentifier is expected, with Database.');
  if (body.WorkgroupName !== undefined && body.DbUser !== undefined)
    throw invalid('DbUser cannot be used with WorkgroupName.');
  if (body.ClientToken !== undefined && !/^.{1,64}$/.test(String(body.ClientToken)))
    throw invalid('ClientToken has 1 to 64 characters.');
  checkWaiting(state, body);
}

function checkWaiting({ limits }: EndpointState, { WaitTimeSeconds }: Body): void {
  if (WaitTimeSeconds === undefined) return;
  if (!limits.longPolling) throw invalid('Unknown parameter in input: "WaitTimeSeconds".');
  if (!(Number(WaitTimeSeconds) >= 1 && Number(WaitTimeSeconds) <= 30))
    throw invalid('WaitTimeSeconds is 1 to 30.');
}

async function waitFor(state: EndpointState, statement: StatementRecord, body: Body): Promise<void> {
  checkWaiting(state, body);
  if (body.WaitTimeSeconds === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Number(body.WaitTimeSeconds) * 1000);
  });
  await Promise.race([statement.ended, timeout]);
  clearTimeout(timer);
}

function describe(statement: StatementRecord): object {
  const queryId = ({ queryId: id }: SubStatement) => id !== undefined && { RedshiftQueryId: id };
  const rows = (part: SubStatement | undefined) => ({
    HasResultSet: part?.result !== undefined,
    ResultRows: part?.result?.rows.length ?? -1,
  });
  return {
    Id: statement.id,
    Status: statement.status,
    CreatedAt: statement.createdAt,
    ...(statement.error !== undefined && { Error: statement.error }),
    ...(statement.detail.sessionId !== undefined && { SessionId: statement.detail.sessionId }),
    ...(statement.detail.isBatch
      ? {
          HasResultSet: statement.parts.some(({ result }) => result !== undefined),
          ExecutionMode: 'TRANSACTION',
          SubStatements: statement.parts.map((part, index) => ({
            Id: `${statement.id}:${index + 1}`,
            Status: part.status,
            ...(part.error !== undefined && { Error: part.error }),
            QueryString: part.sql,
            ...queryId(part),
            ...rows(part),
          })),
        }
      : {
          QueryString: statement.sqls[0],
          ...(statement.parts[0] !== undefined && queryId(statement.parts[0])),
          ...rows(statement.parts[0]),
        }),
  };
}

function statementOf({ statements, caller }: EndpointState, id: string): StatementRecord {
  const statement = statements.get(id);
  if (statement?.detail.caller !== caller) throw missing('Query does not exist.');
  return statement;
}

function missing(message: string): Refusal {
  return new Refusal({ type: 'ResourceNotFoundException', status: 404, message });
}

function textOf(body: Body, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw invalid(`${key} is missing.`);
  return value;
}

function listOf(body: Body, key: string): string[] {
  const value = body[key];
  return Array.isArray(value) ? value.map(String) : [];
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { CopySources } from './copy/copy-from-s3.ts';
import { Executor } from './executor.ts';
import { type EndpointLimits, type EndpointState, operations } from './operations.ts';
import { type DataApiError, type DataApiPlan, Refusal, requestError } from './plan.ts';
import { type Session, SessionTable } from './session-table.ts';
import type { SqlStore } from './sql-store.ts';
import type { StatementRecord } from './statement-record.ts';

/** A Data API on loopback, for the real client. */
export interface DataApiStandIn {
  readonly endpoint: string;
  /** The operations that were asked for, in their order. */
  readonly requests: readonly string[];
  statements(): readonly StatementRecord[];
  sessions(): readonly Session[];
  /** Ends all sessions, as the service does with those that idle for too long. */
  loseSessions(): void;
  close(): Promise<void>;
}

/**
 * Amazon Redshift's Data API as its model and its guide describe it, over the protocol that the client speaks (AWS JSON 1.1), with the
 * failures of a plan. What it executes with is handed in and stays open.
 */
export async function startDataApi(
  store: SqlStore,
  plan: DataApiPlan = {},
  limits: Partial<EndpointLimits> = {},
  copySources?: CopySources,
): Promise<DataApiStandIn> {
  const executor = new Executor(store, plan, copySources);
  const shared: Omit<EndpointState, 'caller'> = {
    statements: new Map(),
    tokens: new Map(),
    sessions: new SessionTable((session) => void executor.close(session)),
    executor,
    limits: {
      longPolling: true,
      activeStatements: 200,
      rowsOfPage: 1000,
      longestKeepAlive: 86_400,
      ...limits,
    },
  };
  const requests: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target']).replace(/^RedshiftData\./, '');
    const body: Readonly<Record<string, unknown>> = JSON.parse((await textOf(request)) || '{}');
    const caller = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const state: EndpointState = { ...shared, caller };
    const fault = plan.onRequest?.({ operation, number: requests.length, body });
    requests.push(operation);
    const work = operations[operation];
    try {
      if (work === undefined)
        throw new Refusal({ type: 'UnknownOperationException', status: 400, message: operation });
      // Its transaction goes with it.
      if (fault === 'session-lost' && !state.sessions.lose(String(body.SessionId)))
        throw new Refusal(requestError('throttled', operation));
      if (fault === 'reset') return void request.socket.destroy();
      if (fault !== undefined && !fault.endsWith('-after') && fault !== 'reset-after')
        throw new Refusal(requestError(fault, operation));
      const text = await work(state, body);
      if (fault === 'reset-after') return void request.socket.destroy();
      if (fault === 'server-error-after') throw new Refusal(requestError(fault, operation));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(text);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(response, error.error);
    }
  }

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    statements: () => [...shared.statements.values()],
    sessions: () => shared.sessions.all(),
    loseSessions: () => {
      for (const session of shared.sessions.all())
        if (session.state === 'AVAILABLE') shared.sessions.end(session);
    },
    async close() {
      for (const statement of shared.statements.values()) statement.cancel();
      await Promise.all([...shared.statements.values()].map(({ ended }) => ended));
      for (const session of shared.sessions.all()) {
        clearTimeout(session.timer);
        await executor.close(session);
      }
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(response: ServerResponse, { type, status, message }: DataApiError): void {
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type })
    .end(JSON.stringify({ __type: type, message, Message: message }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

import type { Readable } from 'node:stream';
import type {
  BatchExecuteStatementInput,
  BatchExecuteStatementOutput,
  CancelStatementRequest,
  DescribeStatementRequest,
  DescribeStatementResponse,
  ExecuteStatementInput,
  ExecuteStatementOutput,
  GetStatementResultRequest,
  GetStatementResultResponse,
  ListStatementsRequest,
  ListStatementsResponse,
} from '@aws-sdk/client-redshift-data';
import { assumedRole } from '../../../base/assumed-role.ts';
import type { RedshiftSettings } from '../redshift-settings.ts';
import { quoteLongs } from './exact-longs.ts';

/** The operations of the Data API that are used, each one request without any retry. In a result `longValue` is text. */
export interface DataClient {
  ExecuteStatement(input: ExecuteStatementInput): Promise<ExecuteStatementOutput>;
  BatchExecuteStatement(input: BatchExecuteStatementInput): Promise<BatchExecuteStatementOutput>;
  DescribeStatement(input: DescribeStatementRequest): Promise<DescribeStatementResponse>;
  GetStatementResult(input: GetStatementResultRequest): Promise<GetStatementResultResponse>;
  CancelStatement(input: CancelStatementRequest): Promise<unknown>;
  ListStatements(input: ListStatementsRequest): Promise<ListStatementsResponse>;
  destroy(): void;
}

/**
 * The AWS client for a target. Who asks is found as for every AWS tool: the environment, the shared files, single sign-on, the role of the
 * container or instance; on top of it the role that the target names.
 */
export async function createDataClient({
  region,
  endpoint,
  roleArn,
}: Pick<RedshiftSettings, 'region' | 'endpoint' | 'roleArn'>): Promise<DataClient> {
  // Loaded here, so that commands without a warehouse do not wait for it.
  const sdk = await import('@aws-sdk/client-redshift-data');
  const client = new sdk.RedshiftDataClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(roleArn !== undefined && { credentials: await assumedRole(roleArn, region) }),
    // What is sent again, and when, is decided in one place: retry-rules.ts.
    maxAttempts: 1,
    // A long poll is answered within 30 seconds; without an answer the connection is a dead one.
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  });
  client.middlewareStack.add(
    (next, context) => async (input) => {
      const output = await next(input);
      const { response } = output;
      if (
        context.commandName === 'GetStatementResultCommand' &&
        isAnswer(response) &&
        response.statusCode === 200
      ) {
        response.body = Buffer.from(quoteLongs(await textOf(response.body)));
      }
      return output;
    },
    // The last to have the request and the first to have the response, before it is parsed.
    { step: 'deserialize', priority: 'low', name: 'quoteLongs' },
  );
  return {
    ExecuteStatement: (input) => client.send(new sdk.ExecuteStatementCommand(input)),
    BatchExecuteStatement: (input) => client.send(new sdk.BatchExecuteStatementCommand(input)),
    DescribeStatement: (input) => client.send(new sdk.DescribeStatementCommand(input)),
    GetStatementResult: (input) => client.send(new sdk.GetStatementResultCommand(input)),
    CancelStatement: (input) => client.send(new sdk.CancelStatementCommand(input)),
    ListStatements: (input) => client.send(new sdk.ListStatementsCommand(input)),
    destroy: () => client.destroy(),
  };
}

interface Answer {
  readonly statusCode: number;
  body: Readable | Uint8Array;
}

function isAnswer(response: unknown): response is Answer {
  return typeof response === 'object' && response !== null && 'statusCode' in response && 'body' in response;
}

async function textOf(body: Answer['body']): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

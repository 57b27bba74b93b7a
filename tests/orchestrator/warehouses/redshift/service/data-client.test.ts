import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDataClient } from '../../../../../orchestrator/warehouses/redshift/service/data-client.ts';
import { withDummyCredentials } from '../../../../support/dummy-credentials.ts';

withDummyCredentials();

/** Both services at one address: which of them is asked, and with whose key, is in the request. */
const asked: { readonly body: string; readonly key: string | undefined }[] = [];
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  asked.push({ body, key: /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] });
  if (!body.includes('AssumeRole')) {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Statements":[]}');
    return;
  }
  const credentials =
    '<AccessKeyId>AKIDOFROLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>y</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>';
  response
    .writeHead(200, { 'content-type': 'text/xml' })
    .end(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    );
});
let endpoint = '';

beforeEach(async () => {
  asked.length = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  process.env.AWS_ENDPOINT_URL_STS = endpoint;
});
afterEach(async () => {
  delete process.env.AWS_ENDPOINT_URL_STS;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('asks as whoever the environment says', async () => {
  const client = await createDataClient({ region: 'eu-west-1', endpoint });
  await client.ListStatements({});
  client.destroy();
  expect(asked.map(({ key }) => key)).toEqual(['AKIDEXAMPLE']);
});

it('takes on the role of a target, once, and asks as that', async () => {
  const roleArn = 'arn:aws:iam::123456789012:role/bill';
  const client = await createDataClient({ region: 'eu-west-1', endpoint, roleArn });
  await client.ListStatements({});
  await client.ListStatements({});
  client.destroy();
  expect(asked.map(({ key }) => key)).toEqual(['AKIDEXAMPLE', 'AKIDOFROLE', 'AKIDOFROLE']);
  expect(asked[0]?.body).toContain(`RoleArn=${encodeURIComponent(roleArn)}`);
});

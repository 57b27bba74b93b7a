import { createServer } from 'node:http';

/** A token service on loopback: `AWS_ENDPOINT_URL_STS` leads to it until it is closed. */
export interface StsStandIn {
  readonly endpoint: string;
  /** The roles that were asked for. */
  readonly roles: readonly string[];
  close(): Promise<void>;
}

/** Gives every role these keys; none, if there is no access key to give. */
export async function startSts(accessKey: string | undefined): Promise<StsStandIn> {
  const roles: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const role = new URLSearchParams(body).get('RoleArn') ?? '';
      roles.push(role);
      response.writeHead(accessKey === undefined ? 403 : 200, { 'content-type': 'text/xml' });
      response.end(accessKey === undefined ? refusal(role) : credentials(accessKey));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const endpoint = `http://127.0.0.1:${address.port}`;
  const before = process.env.AWS_ENDPOINT_URL_STS;
  process.env.AWS_ENDPOINT_URL_STS = endpoint;
  return {
    endpoint,
    roles,
    async close() {
      if (before === undefined) delete process.env.AWS_ENDPOINT_URL_STS;
      else process.env.AWS_ENDPOINT_URL_STS = before;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function credentials(accessKey: string): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><AssumedRoleId>A:apportion</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/apportion</Arn></AssumedRoleUser>
    <Credentials><AccessKeyId>${accessKey}</AccessKeyId><SecretAccessKey>not-a-secret</SecretAccessKey>
    <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
    </AssumeRoleResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function refusal(role: string): string {
  return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code>
    <Message>User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: ${role}</Message></Error>
    <RequestId>1</RequestId></ErrorResponse>`;
}

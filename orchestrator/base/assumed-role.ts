/**
 * Credentials of a role that whoever asks takes on first: the billing account is often another one. Who asks is found as by every AWS
 * tool: the environment, the shared files, single sign-on, the role of the container or instance.
 */
export async function assumedRole(roleArn: string, region: string | undefined) {
  // Loaded here, so that nobody without a role waits for it.
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  return fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: 'apportion' },
    ...(region !== undefined && { clientConfig: { region } }),
  });
}

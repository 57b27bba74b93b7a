/** What stands between `//` and `@`: a user and a password, in which a secret key of AWS may have a slash. ARNs have colons, too. */
const credentials = /(?<=\/\/)(?!arn:)(?:[^/@\s]*:\S*|[^/\s]*)@/gi;

/** A location or address as it may be shown: without the user and password that somebody wrote into it. */
export function withoutPassword(location: string): string {
  return location.replace(credentials, '…@');
}

/** A moment as SQL, UTC with milliseconds: `timestamp '2017-03-08 04:05:06.789'`. */
export function timestampLiteral(moment: Date): string {
  return `timestamp '${moment.toISOString().replace('T', ' ').replace('Z', '')}'`;
}

/**
 * The text of a result in which every whole number stands in quotes. The client reads JSON numbers as doubles, and a `bigint` of Redshift
 * has digits that a double has not; a text in the number's place it leaves as it is.
 */
export function quoteLongs(json: string): string {
  // Every string is passed over whole, so that nothing inside one is taken for a field.
  return json.replace(/"longValue"\s*:\s*(-?\d+)|"(?:[^"\\]|\\.)*"/g, (text, digits: string | undefined) =>
    digits === undefined ? text : `"longValue":"${digits}"`,
  );
}

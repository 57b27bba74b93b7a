/**
 * A quoted text. A backslash begins an escape in every literal of Redshift, so it is written twice; the character NUL cannot stand in a
 * statement.
 */
export function literal(text: string): string {
  const quoted = (part: string): string => `'${part.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const parts = text.split('\0').map(quoted);
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`;
}

/** A table's lines two spaces in, its titles painted. */
export function formatTitled(
  [titles = '', ...rows]: readonly string[],
  paint: (text: string) => string,
): string[] {
  return [`  ${paint(titles)}`, ...rows.map((row) => `  ${row}`)];
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar as long as the part's share of `columns`, in eighths of a column; nothing for a part that is not positive. */
export function formatBar(part: bigint, whole: bigint, columns: number): string {
  if (part <= 0n || whole <= 0n) return '';
  const capped = part > whole ? whole : part;
  const length = Number((capped * BigInt(columns * 8)) / whole);
  return '█'.repeat(Math.floor(length / 8)) + (eighths[length % 8] ?? '');
}

/** A bar of progress that is always `columns` wide: `████████░░░░`. */
export function formatGauge(done: number, total: number, columns: number): string {
  const full = total <= 0 ? 0 : Math.min(columns, Math.floor((done * columns) / total));
  return '█'.repeat(full) + '░'.repeat(columns - full);
}

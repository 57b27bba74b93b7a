/**
 * A digest of all texts of a group that depends on no order and has no limit: LISTAGG, the way to join them, ends at 65,535 bytes. Each text
 * gives 128 bits; four sums of 32 bits each, with how many there are, stand for all of them.
 */
export function digestOf(text: string): string {
  const sums = [1, 9, 17, 25].map(
    (from) => `cast(sum(strtol(substring(md5(${text}), ${from}, 8), 16)) as varchar(20))`,
  );
  return `md5(cast(count(${text}) as varchar(20)) || ',' || ${sums.join(" || ',' || ")})`;
}

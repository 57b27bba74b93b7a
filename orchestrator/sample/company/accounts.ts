export interface Account {
  readonly name: 'production' | 'staging';
  readonly id: string;
}

/** Pays for both, as in consolidated billing. */
export const production: Account = { name: 'production', id: '111122223333' };

/** Begins with a zero, which a spreadsheet would eat. */
export const staging: Account = { name: 'staging', id: '012345678901' };

export const accounts: readonly Account[] = [production, staging];

/** The account of an id. */
export function accountOf(id: string): Account {
  return id === staging.id ? staging : production;
}

export const region = 'us-west-2';
export const zones: readonly string[] = ['us-west-2a', 'us-west-2b', 'us-west-2c'];

/** What a bill writes before usage types of the region. */
export const regionCode = 'USW2';

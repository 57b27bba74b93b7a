import { describe, expect, it } from 'vitest';
import { dialectHelperParameters } from '../../../orchestrator/warehouses/dialect.ts';
import { duckdbDialect } from '../../../orchestrator/warehouses/duckdb/dialect.ts';
import { redshiftDialect } from '../../../orchestrator/warehouses/redshift/sql/dialect.ts';

describe('the parameters of helpers', () => {
  it.each([duckdbDialect, redshiftDialect])(
    'are as many as each helper takes, and name every helper: $name',
    (dialect) => {
      const taken = Object.entries(dialect.helpers).map(([name, helper]) => [name, helper.length]);
      const declared = Object.entries(dialectHelperParameters).map(([name, parameters]) => [
        name,
        parameters.length,
      ]);
      expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(taken));
    },
  );
});

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The project's file with other settings of its DuckDB target. */
export const withTarget = (settings: string): Readonly<Record<string, string>> => ({
  'project.yml': `name: tiny
layers: [staging, rollups]
vars: {least: 2}
targets:
  local: {type: duckdb, ${settings}}
  elsewhere: {type: redshift, workgroup: w}
default_target: local
`,
});

const files: Readonly<Record<string, string>> = {
  ...withTarget('path: target/tiny.duckdb'),
  'seeds/seeds.yml': `areas:
  description: Who pays.
  columns:
    area: {type: text}
    head_count: {type: integer}
  grain: [area]
`,
  'seeds/areas.csv': 'area,head_count\napi,3\nwarehouses,12\n=cmd(),1\n',
  'models/staging/stg_areas.sql': `/*
description: One row per area that is large enough.
grain: [area]
materialized: view
*/
select area, head_count from {{ref "areas"}} where head_count >= {{var "least"}}
`,
  'models/rollups/large_areas.sql': `/*
description: Areas for people.
grain: [area]
materialized: table
*/
select area, head_count from {{ref "stg_areas"}}
`,
};

/** A load spec of a bill of two columns, Cost and Month. */
export const tinyBill = `description: Lines.
title: Tiny bill
source: bill
bill:
  columns:
    - {name: unblended_cost, type: cost, from: [Cost], required: true}
    - {name: billing_period_start_at, type: timestamp, from: [Month], required: true}
  tags: {prefixes: []}
`;

/** A project of three files in a folder of its own; `changes` replaces or adds files. */
export async function temporaryProject(changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), 'apportion-commands-'));
  for (const [file, text] of Object.entries({ ...files, ...changes })) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  return root;
}

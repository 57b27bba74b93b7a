import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const layers = ['staging', 'intermediate', 'allocation', 'rollups', 'reports'] as const;
const macroCount = 10;
const modelBytes = 3_000;

/**
 * Writes a project of so many models of 3 KB each, and says which files they are. A model reads up to three earlier ones,
 * so that the graph is as deep as it is wide; it has a header of 0.9 KB, three tests, helpers, macros and a condition.
 */
export function writeEngineProject(folder: string, models: number): readonly string[] {
  const write = (file: string, text: string): string => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    return file;
  };
  write('project.yml', projectFile);
  write('models/raw/raw_things__lines.yml', loadSpec);
  for (let index = 0; index < macroCount; index++) write(`macros/macro_${index}.sql`, macroText);
  return Array.from({ length: models }, (_, index) => {
    const layer = layers[Math.floor((index * layers.length) / models)] ?? 'reports';
    return write(`models/${layer}/${modelName(index)}.sql`, modelText(index));
  });
}

export function modelName(index: number): string {
  return `model_${String(index).padStart(5, '0')}`;
}

const projectFile = `name: engine
layers: [raw, ${layers.join(', ')}]
vars: {least: 2, mode: {default: spread, one_of: [spread, keep]}}
models:
  staging: {materialized: view}
  intermediate: {materialized: incremental}
  allocation: {materialized: incremental}
  rollups: {materialized: incremental}
  reports: {materialized: incremental}
targets:
  local: {type: duckdb, path: target/engine.duckdb}
default_target: local
`;

const loadSpec = `description: Lines of something.
title: Things
source: bill
bill:
  columns:
    - {name: thing_id, type: text, from: [id]}
    - {name: unblended_cost, type: cost, from: [cost]}
`;

const macroText = `/*
description: Of two amounts the one that is there.
parameters: [amount, other]
*/
case when {{amount}} is null then {{big_integer other}} else {{big_integer amount}} end
`;

function modelText(index: number): string {
  const reads = [index - 1, index - 7, index - 31].filter((other) => other >= 0);
  const imports = reads
    .map((other, at) => `read_${at} as (\n\n    select * from {{ref "${modelName(other)}"}}\n\n),\n\n`)
    .join('');
  const first = reads.length > 0 ? 'read_0' : '{{source "things" "lines"}}';
  const text = `/*
description: >
  One row per thing, charged interval and owner: the owner's part of whatever the thing cost in the interval. The parts of
  a thing's interval add up to its whole cost, and what nobody owned has an owner that is null.
grain: [statement_month, thing_id, started_at, stopped_at, owner]
tags: [engine, group_${index % 20}]
columns:
  owner: {nullable: true, description: "Null: what nobody owned, only where var mode is keep."}
  kind: {description: What the thing is., tests: [{accepted_values: [instance, volume, snapshot, transfer]}]}
  area: {description: "The owner's area on the first day of the interval; null if no seed has it."}
  part_before: {description: "The weights of the owners before it, in the order of their names; the idle one is last."}
*/
with

${imports}parts as (

    select
        statement_month,
        thing_id,
        started_at,
        stopped_at,
        owner,
        kind,
        {{month_of "started_at"}} as started_month,
        {{macro_${index % macroCount} amount="part" other="whole"}} as part_before,
        {{cast "cost" "unblended_cost"}} as unblended_cost
    from ${first}
    where weight > {{var "least"}}
        and {{in_scope "statement_month"}}

    {{#if (eq (var "mode") "keep")}}
    union all

    select
        statement_month,
        thing_id,
        started_at,
        stopped_at,
        cast(null as varchar) as owner,
        'idle' as kind,
        {{month_of "started_at"}} as started_month,
        idle_weight as part_before,
        {{cast "cost" "0"}} as unblended_cost
    from ${first}
    where idle_weight > 0
    {{/if}}

)`;
  return `${filledUp(text)}\n\nselect * from parts\n`;
}

/** More steps of the same kind, until the file is as large as it is to be. */
function filledUp(text: string): string {
  let filled = text;
  for (let step = 0; filled.length < modelBytes - 300; step++) {
    filled += `,

step_${step} as (

    select
        statement_month,
        thing_id,
        owner, -- the one that pays
        {{big_integer "coalesce(sum(weight) over (partition by statement_month, thing_id order by owner), 0)"}} as weight
    from parts
    group by statement_month, thing_id, owner, weight

)`;
  }
  return filled;
}

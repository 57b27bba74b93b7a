import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDiagnostics } from '../../orchestrator/base/diagnostic.ts';
import { type NodeName, runId } from '../../orchestrator/base/names.ts';
import { compileNode } from '../../orchestrator/compile/compile-node.ts';
import { buildGraph } from '../../orchestrator/graph/build-graph.ts';
import type { Graph } from '../../orchestrator/graph/graph.ts';
import type { Vars } from '../../orchestrator/project/project.ts';
import { publishedRelation } from '../../orchestrator/run/published-relation.ts';
import { redshiftDialect } from '../../orchestrator/warehouses/redshift/sql/dialect.ts';
import type { Relation, Warehouse } from '../../orchestrator/warehouses/warehouse.ts';
import { buildAndPublish } from '../support/build-project.ts';
import { openPostgres, type RedshiftStandIn } from '../support/open-postgres.ts';
import { withTestWarehouse } from '../support/open-test-warehouse.ts';
import { readShippedProject } from '../support/read-shipped-project.ts';
import { readBills, readSeeds, readTables, readVars } from './read-case.ts';
import { writeCaseFiles } from './write-case-files.ts';

/** Cases that take every way through the models: each takes a second in Postgres. */
const cases = [
  'the_lines_that_the_documentation_follows',
  'a_detach_from_where_the_volume_has_left',
  'a_former_host_terminates',
  'a_multi_attach_volume',
  'a_volume_comes_back_without_a_detach',
  'a_line_that_ends_with_the_last_second',
  'a_tag_with_blanks_around_it',
  'a_rounding_row_of_no_account',
  'an_instance_registered_twice',
  'cpu_is_zero_or_absent',
  'credits_leave_next_to_nothing',
  'idle_capacity_is_kept',
  'own_costs_of_more_than_ten_billion',
  'a_task_shorter_than_a_millisecond',
  'rules_share_evenly_and_by_fixed_weights',
  'support_and_tax_follow_what_was_bought',
  'two_tags_in_conflict_for_one_resource',
];

/** What is another in every run, or in every warehouse. */
const ownColumns = new Set(
  'line_group run_id run_at finalized_at published_at target git_commit bill_fingerprint rollups_fingerprint runs.started_at'.split(
    ' ',
  ),
);

let redshift: RedshiftStandIn;
beforeAll(async () => {
  redshift = await openPostgres();
});
afterAll(() => redshift.close());

describe('the models compiled for Redshift, in Postgres, give the rows that DuckDB has', () => {
  it.each(cases)('%s', async (name) => {
    const folder = path.join(import.meta.dirname, name);
    await withTestWarehouse(async (warehouse, work) => {
      const project = await readShippedProject(work, readSeeds(folder));
      const [bill = []] = readBills(folder);
      const sources = await writeCaseFiles({ ...readTables(folder), bill }, path.join(work, 'files'));
      const vars = readVars(folder);
      await buildAndPublish({ project, warehouse, sources, vars }, { allMonths: true });
      const graph = buildGraph(project);
      if (!graph.ok) throw new Error(formatDiagnostics(graph.diagnostics));
      await expectSameRows(graph.value, { ...project.vars, ...vars }, warehouse);
    });
  });
});

async function expectSameRows(graph: Graph, vars: Vars, warehouse: Warehouse): Promise<void> {
  const relations = await warehouse.relations();
  const schemas = new Set(relations.map(({ schema }) => redshiftDialect.identifier(schema)));
  for (const schema of schemas)
    await redshift.execute(`drop schema if exists ${schema} cascade; create schema ${schema};`);
  for (const name of graph.order) {
    const node = graph.nodes.get(name);
    const place = node && publishedRelation(node);
    const relation = relations.find((one) => one.schema === place?.schema && one.name === place.name);
    if (node?.kind === 'test') {
      expect(await redshift.rows(compiled(graph, vars, name)), name).toEqual([]);
    } else if (place !== undefined && relation !== undefined) {
      const target = redshiftDialect.relation(place);
      if (node?.kind === 'model') {
        await redshift.execute(`create table ${target} as ${compiled(graph, vars, name)}`);
        const columns = relation.columns
          .map((column) => column.name)
          .filter((column) => !ownColumns.has(column) && !ownColumns.has(`${name}.${column}`));
        const asked = columns
          .map((column) => `cast(${redshiftDialect.identifier(column)} as varchar)`)
          .join(', ');
        const theirs = await warehouse.query(`select ${asked} from ${warehouse.dialect.relation(place)}`);
        const ours = await redshift.rows(`select ${asked} from ${target}`);
        expect(ours.map(normalized).sort(), name).toEqual(theirs.rows.map(normalized).sort());
      } else await copyRows(warehouse, relation, target);
    }
  }
}

/** A table of raw rows or of a seed, with the types that Redshift has for its columns. */
async function copyRows(warehouse: Warehouse, relation: Relation, target: string): Promise<void> {
  const types = relation.columns.map(({ type }) =>
    /^(varchar|json)$/i.test(type) ? redshiftDialect.typeName('text') : type,
  );
  const columns = relation.columns.map(
    ({ name }, index) => `${redshiftDialect.identifier(name)} ${types[index]}`,
  );
  const asked = relation.columns.map(({ name }) => `cast(${warehouse.dialect.identifier(name)} as varchar)`);
  const { rows } = await warehouse.query(
    `select ${asked.join(', ')} from ${warehouse.dialect.relation(relation)}`,
  );
  const values = rows.map((row) => {
    const cells = row.map((cell, index) =>
      cell === null ? 'null' : `cast(${redshiftDialect.literal(cell)} as ${types[index]})`,
    );
    return `insert into ${target} values (${cells.join(', ')});`;
  });
  await redshift.execute(`create table ${target} (${columns.join(', ')}); ${values.join(' ')}`);
}

function compiled(graph: Graph, vars: Vars, name: NodeName): string {
  const relationOf = (of: NodeName): string => {
    const node = graph.nodes.get(of);
    const place = node && publishedRelation(node);
    if (place === undefined) throw new Error(`no relation ${of}`);
    return redshiftDialect.relation(place);
  };
  const result = compileNode(graph, name, {
    dialect: redshiftDialect,
    vars,
    environment: {},
    relationOf,
    thisRelation: relationOf,
    isIncremental: () => false,
    run: { id: runId('r1'), startedAt: new Date(0), gitCommit: null, target: 'test', months: undefined },
  });
  if (!result.ok) throw new Error(formatDiagnostics(result.diagnostics));
  return result.compiled.sql;
}

/** A row as one text; both write a decimal with as many zeros at its end as its type has, and the types need not be the same. */
function normalized(row: readonly (string | null)[]): string {
  return row
    .map((cell) => (cell !== null && /^-?\d+\.\d+$/.test(cell) ? cell.replace(/\.?0+$/, '') : cell))
    .join(' | ');
}

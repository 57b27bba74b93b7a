import path from 'node:path';
import { expect, test } from 'vitest';
import { type CaseTables, writeCaseFiles } from '../../cases/write-case-files.ts';
import { buildProject } from '../../support/build-project.ts';
import { withTestWarehouse } from '../../support/open-test-warehouse.ts';
import { readShippedProject } from '../../support/read-shipped-project.ts';

const host = { container_instance: 'ci-a', instance: 'i-0aaaaaaaaaaaaaaa1', cpu: '36864' };
const from = '2017-02-07 03:00:00';

/** A host that is charged for a thousand years, with one task on it, still running, that reserves so many CPU units. */
function hostOfAThousandYears(cpu: string): CaseTables {
  return {
    bill: [
      {
        line: 'L1',
        product: 'Amazon Elastic Compute Cloud',
        usage_type: 'BoxUsage',
        resource: host.instance,
        started_at: from,
        stopped_at: '2999-01-01 00:00:00',
        cost: '1.00',
      },
    ],
    container_instances: [{ ...host, at: '2017-02-01 00:00:00' }],
    ecs_task_events: [
      {
        task: 't1',
        version: '2',
        status: 'RUNNING',
        service: 'tracking-api',
        container_instance: host.container_instance,
        cpu,
        started_at: from,
        stopped_at: '',
        at: from,
      },
    ],
  };
}

test.each([
  ['a whole machine is a share like others', '36864', 'published', []],
  // Five times as much as the largest machine has.
  [
    'more than any machine stops the run, which says why',
    '10000000',
    'failed',
    [['int_ecs_service_weights', 'Overflow in multiplication of INT64 (30985707600000 * 10000000)!']],
  ],
])('a thousand years of %s', async (_, cpu, outcome, told) => {
  await withTestWarehouse(async (warehouse, folder) => {
    const project = await readShippedProject(folder);
    const sources = await writeCaseFiles(hostOfAThousandYears(cpu), path.join(folder, 'files'));
    const result = await buildProject({ project, warehouse, sources });
    expect(result.outcome).toBe(outcome);
    const failures = result.nodes.flatMap(({ node, failure }) =>
      failure?.kind === 'refused' ? [[node, failure.diagnostic.message]] : [],
    );
    expect(failures).toEqual(told);
  });
});

import type { BenchFolder } from './bench-folder.ts';
import type { BenchOptions, GroupName } from './bench-options.ts';
import type { BenchGroup } from './bench-row.ts';
import { measureCsv, measureForms, measureTenfold } from './bill-rows.ts';
import { measureEcsSplit } from './ecs-split.ts';
import { measureEngine } from './engine.ts';
import { measureLimit } from './limit-rows.ts';
import { measureNewVersion } from './month-rows.ts';
import { measureRedshiftLoad } from './redshift-load.ts';
import { makeSample } from './sample-files.ts';

/** With fewer lines a month the company has no hosts in some of the months. */
const leastOfMonth = 90_000;

/** What is to be measured, in this order. Samples are made when the first row needs them. */
export function buildGroups(
  folder: BenchFolder,
  options: BenchOptions,
): (BenchGroup & { readonly name: GroupName })[] {
  const { lines, isQuick, only } = options;
  const sample = () => makeSample(folder, { lines, months: 1 });
  const rounds = isQuick ? 2 : 3;
  const others = isQuick ? [3] : [1, 11];
  const months = Math.max(...others) + 1;
  const year = () =>
    makeSample(folder, { lines: Math.max(leastOfMonth, Math.ceil(lines / 12)) * months, months });
  // The small ones first: what gigabytes leave to be written to the disk would be waited for by the files of a compilation.
  const groups: (BenchGroup & { readonly name: GroupName })[] = [
    {
      name: 'engine',
      measure: () => measureEngine({ folder, rounds, isWhole: !isQuick }),
    },
    {
      name: 'ecs-split',
      measure: () => measureEcsSplit({ folder, rounds, hosts: isQuick ? 100 : 695 }),
    },
    {
      name: 'csv',
      measure: async () => measureCsv({ folder, sample: await sample(), rounds }),
    },
    {
      name: 'forms',
      measure: async () => measureForms({ folder, sample: await sample(), rounds }),
    },
  ];
  const newVersion = {
    name: 'months' as const,
    measure: async () => measureNewVersion({ folder, year: await year(), others, rounds }),
  };
  const tenfold = {
    name: 'tenfold' as const,
    measure: async () => {
      const ten = await makeSample(folder, { lines: lines * 10, months: 1 });
      return measureTenfold(folder, (await sample()).sources, ten.sources);
    },
  };
  const load = {
    name: 'redshift-load' as const,
    measure: () => measureRedshiftLoad(folder, isQuick ? 1 : 10),
  };
  const limit = {
    name: 'limit' as const,
    measure: async () => measureLimit({ folder, sample: await sample(), rounds: 2 }),
  };
  // The quick form is to take a minute or two: of these only what is asked for.
  if (!isQuick || only.includes(newVersion.name)) groups.push(newVersion);
  if (!isQuick || only.includes(limit.name)) groups.push(limit);
  if (!isQuick || only.includes(load.name)) groups.push(load);
  if (options.isTenfold || only.includes('tenfold')) groups.push(tenfold);
  return only.length === 0 ? groups : groups.filter(({ name }) => only.includes(name));
}

import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import path from 'node:path';
import { sortDiagnostics } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { type Finding, findingOf, formatFindings } from '../report/format-findings.ts';
import { formatJson } from '../report/format-json.ts';
import { formatBytes, formatCounted } from '../report/format-quantity.ts';
import { screenOf } from '../report/screen.ts';
import { checkSources } from './check-sources.ts';
import { checkSurroundings, checkTarget } from './check-target.ts';
import type { Command, RunOptions } from './command.ts';
import { resolveTarget } from './open-target.ts';
import { prepareRun } from './prepare-run.ts';

/** What a run needs, each thing with whether it is there and what to do if not; 1 if something is missing. */
export const debug: Command<RunOptions> = async (options, effects, machine) => {
  const findings: Finding[] = [
    { name: 'apportion', isOk: true, text: machine.version },
    {
      name: 'Node',
      isOk: Number.parseInt(machine.nodeVersion, 10) >= 20,
      text: machine.nodeVersion,
      hint: 'Node 20 or newer is needed.',
    },
    {
      name: 'memory',
      isOk: freemem() > 500e6,
      text: `${formatBytes(freemem())} free of ${formatBytes(totalmem())}`,
      hint: 'A build of a million lines takes about 2 GB.',
    },
  ];
  const prepared = await prepareRun(options, effects);
  if (prepared.ok) {
    const { project, nodes } = prepared.value.graph;
    findings.push({
      name: 'project',
      isOk: true,
      text: `${project.name}, ${formatCounted(nodes.size, 'node')}, in ${project.root}`,
    });
    const target = resolveTarget(project, prepared.value.target, effects.environment);
    const database = target.ok && 'path' in target.value ? target.value.path : ':memory:';
    findings.push(...(await checkSurroundings(prepared.value, effects)));
    findings.push(...(await checkTarget(prepared.value, effects)));
    findings.push(await checkDisk(database === ':memory:' ? project.root : path.dirname(database)));
    findings.push(...(await checkSources(prepared.value, effects)));
  }
  findings.push(...sortDiagnostics(prepared.diagnostics).map((one) => findingOf(one.code, one)));
  show(findings, options, effects);
  return findings.every(({ isOk }) => isOk) ? 0 : 1;
};

/** Of the nearest folder that exists. */
async function checkDisk(folder: string): Promise<Finding> {
  const above = path.dirname(folder);
  if (!existsSync(folder) && above !== folder) return checkDisk(above);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  return {
    name: 'disk',
    isOk: free > 2e9,
    text: `${formatBytes(free)} free in ${folder}`,
    hint: 'A build needs about as much as the bill itself.',
  };
}

function show(findings: readonly Finding[], options: RunOptions, effects: Effects): void {
  const text = options.json
    ? formatJson(findings, effects.out)
    : formatFindings(findings, screenOf(effects.out, effects.environment))
        .map((line) => `${line}\n`)
        .join('');
  effects.out.write(text);
}

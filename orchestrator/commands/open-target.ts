import path from 'node:path';
import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import type { Effects } from '../base/effects.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ownValue } from '../base/own-value.ts';
import type { Project } from '../project/project.ts';
import { resolveEnvironment } from '../project/resolve-environment.ts';
import {
  isForLoading,
  openWarehouse,
  type ResolvedTarget,
  type Writing,
} from '../warehouses/open-warehouse.ts';
import type { Warehouse, WarehouseHolder } from '../warehouses/warehouse.ts';

export type DuckDbTarget = Extract<ResolvedTarget, { type: 'duckdb' }>;

/**
 * The open warehouse of a target; or why it could not be opened, and who has it open if somebody does. `writing` says that it is going to be written
 * to, and by which run.
 */
export async function openTarget(
  project: Project,
  name: string,
  command: string,
  effects: Effects,
  writing?: Writing,
): Promise<Checked<Warehouse>> {
  const target = resolveTarget(project, name, effects.environment);
  if (!target.ok) return target;
  const given = resolveSettings(target.value, effects.environment);
  if (!given.ok) return given;
  const holder = holderOf(command, effects);
  return openWarehouse({ name, target: given.value, holder, writing, opening: effects.interrupted });
}

/** Us, for who wants the warehouse meanwhile. */
export function holderOf(command: string, effects: Effects): WarehouseHolder {
  return { pid: process.pid, since: effects.now().toISOString(), command: `apportion ${command}` };
}

/** A target of project.yml with its path absolute. What its other settings ask of the environment is not read before it is opened. */
export function resolveTarget(
  project: Project,
  name: string,
  environment: Effects['environment'],
): Checked<ResolvedTarget> {
  const target = ownValue(project.targets, name);
  if (target === undefined) return { ok: false, diagnostics: [unknownTarget(project, name)] };
  if (target.type === 'redshift') {
    return { ok: true, value: { type: target.type, settings: target.settings }, diagnostics: [] };
  }
  const resolved = resolveEnvironment(target.path, environment);
  if (!resolved.ok) return resolved;
  if (!isFilePath(resolved.value)) return { ok: false, diagnostics: [noFile(name, target.path)] };
  const location =
    resolved.value === ':memory:' ? resolved.value : path.resolve(project.root, resolved.value);
  return { ok: true, value: { ...target, path: location }, diagnostics: [] };
}

/** Environment variables that only loading needs may be missing as long as nothing loads. */
export function resolveSettings(
  target: ResolvedTarget,
  environment: Effects['environment'],
): Checked<ResolvedTarget> {
  if (target.type === 'duckdb') {
    const memory = resolveEnvironment(target.memory ?? '', environment);
    // As of Redshift's settings: a variable that is set to nothing says nothing.
    return memory.ok ? { ...memory, value: { ...target, memory: memory.value.trim() || undefined } } : memory;
  }
  const diagnostics: Diagnostic[] = [];
  const settings: Record<string, string> = {};
  for (const [key, written] of Object.entries(target.settings)) {
    const resolved = resolveEnvironment(written, environment);
    if (!isForLoading(key)) diagnostics.push(...resolved.diagnostics);
    if (resolved.ok) settings[key] = resolved.value;
  }
  return checked({ type: target.type, settings }, diagnostics);
}

/** Not nothing, and none of the places that DuckDB or a shell would look for elsewhere: `s3://…`, `md:…`, `~/…`. */
function isFilePath(text: string): boolean {
  return text === ':memory:' || (text.trim() !== '' && !/^(~|:|md:|\w{2,}:\/\/)/.test(text));
}

function noFile(name: string, written: string): Diagnostic {
  const isFromEnvironment = written.includes('${');
  return {
    severity: 'error',
    code: 'bad-target',
    message: `Target "${name}" is expected to have a file on this machine as its "path".`,
    place: { file: 'project.yml' },
    hint: isFromEnvironment
      ? `See what is in the environment variables of "${written}".`
      : 'Write it from the folder of project.yml, as target/apportion.duckdb, or absolute.',
  };
}

function unknownTarget({ targets }: Project, name: string): Diagnostic {
  const names = Object.keys(targets);
  return {
    severity: 'error',
    code: 'unknown-target',
    message: `"${name}" is not a target of project.yml.`,
    hint: didYouMean(name, names) ?? `There are: ${names.join(', ')}.`,
  };
}

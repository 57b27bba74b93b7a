import { type Checked, checked } from '../base/diagnostic.ts';
import type { Dialect } from './dialect.ts';
import { duckdbDialect } from './duckdb/dialect.ts';
import { isMemory } from './duckdb/is-memory.ts';
import { openDuckDb } from './duckdb/open-duckdb.ts';
import { explainMemory, explainOpening } from './explain-opening.ts';
import { explainRedshiftOpening } from './redshift/explain-redshift-opening.ts';
import { explainHolder, tellTakeover } from './redshift/lock/explain-lock.ts';
import { openRedshift, type Takeover } from './redshift/open-redshift.ts';
import { parseRedshiftSettings, settingsOfLoading } from './redshift/redshift-settings.ts';
import { redshiftDialect } from './redshift/sql/dialect.ts';
import { type Warehouse, WarehouseBusyError, WarehouseError, type WarehouseHolder } from './warehouse.ts';

/** A target of project.yml with its environment variables filled in. */
export type ResolvedTarget =
  | {
      readonly type: 'duckdb';
      /** Absolute, or `:memory:`. */
      readonly path: string;
      readonly memory?: string;
      readonly threads?: number;
      readonly concurrency?: number;
    }
  | { readonly type: 'redshift'; readonly settings: Readonly<Record<string, string>> };

export interface OpenOptions {
  /** The target's name, for messages. */
  readonly name: string;
  readonly target: ResolvedTarget;
  /** Who opens it, for the message that others get meanwhile. */
  readonly holder?: WarehouseHolder;
  /** The run that is going to write, which one at a time may; a DuckDB file is its opener's anyway. */
  readonly writing?: Writing;
  /** Ends the opening. */
  readonly opening?: AbortSignal;
}

export interface Writing {
  readonly run: string;
  /** A run that is certainly dead, although the warehouse has heard of it a moment ago: its lock is taken at once. */
  readonly release?: string;
}

/** The open warehouse of a target; a diagnostic if it is in use or cannot be opened. */
export async function openWarehouse(options: OpenOptions): Promise<Checked<Warehouse>> {
  const { target, name, holder } = options;
  switch (target.type) {
    case 'duckdb':
      if (target.memory !== undefined && !isMemory(target.memory))
        return { ok: false, diagnostics: [explainMemory(name)] };
      try {
        return checked(await openDuckDb({ ...target, holder }), []);
      } catch (error) {
        return { ok: false, diagnostics: [explainOpening(name, target.path, error)] };
      }
    case 'redshift':
      return openRedshiftTarget(options, target.settings);
    default:
      return target satisfies never;
  }
}

/** The dialect of a kind of target, without opening anything. */
export function dialectOf(type: ResolvedTarget['type']): Dialect {
  switch (type) {
    case 'duckdb':
      return duckdbDialect;
    case 'redshift':
      return redshiftDialect;
    default:
      return type satisfies never;
  }
}

/** Whether a setting of a target is only asked for when something is loaded: its variables may be missing until then. */
export function isForLoading(setting: string): boolean {
  return settingsOfLoading.has(setting);
}

async function openRedshiftTarget(
  { name, holder, writing, opening }: OpenOptions,
  written: Readonly<Record<string, string>>,
): Promise<Checked<Warehouse>> {
  const settings = parseRedshiftSettings(name, written);
  if (!settings.ok) return settings;
  const diagnostics = [...settings.diagnostics];
  try {
    const onTakeover = (takeover: Takeover): void => void diagnostics.push(tellTakeover(name, takeover));
    const lock = writing && { ...writing, onTakeover };
    const warehouse = await openRedshift(settings.value, { command: holder?.command, lock, opening });
    return checked(warehouse, diagnostics);
  } catch (error) {
    if (error instanceof WarehouseBusyError)
      return { ok: false, diagnostics: [explainHolder(name, error.holder)] };
    if (!(error instanceof WarehouseError)) throw error;
    return { ok: false, diagnostics: [explainRedshiftOpening(name, error)] };
  }
}

import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName, RunId, StatementMonth } from '../base/names.ts';
import type { Vars } from '../project/project.ts';
import type { Dialect } from '../warehouses/dialect.ts';

/** What a template may ask for besides its own text. */
export interface CompileContext {
  readonly dialect: Dialect;
  readonly vars: Vars;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The SQL by which a node that is read is to be named: hidden for what this run builds, else what readers see. */
  readonly relationOf: (name: NodeName) => string;
  /** The SQL of the relation that readers see, for `{{this}}`. */
  readonly thisRelation: (name: NodeName) => string;
  /** Whether `{{this}}` exists and is to be kept: `{{#if incremental}}`. */
  readonly isIncremental: (name: NodeName) => boolean;
  readonly run: RunFacts;
}

/** What a run writes of itself into its rows. */
export interface RunFacts {
  readonly id: RunId;
  readonly startedAt: Date;
  readonly gitCommit: string | null;
  readonly target: string;
  /** The months to build; `undefined` stands for every month. */
  readonly months: readonly StatementMonth[] | undefined;
}

/** One node's SQL for one context: a single query, without a semicolon. */
export interface CompiledSql {
  readonly name: NodeName;
  readonly sql: string;
  readonly map: SourceMap;
}

/** From a character offset in compiled SQL to the file that it came from. */
export interface SourceMap {
  placeOf(offset: number): MappedPlace & {
    /** Where the text stands in a macro, if it comes from one; the place itself is then the model's call of it. */
    readonly inMacro?: MappedPlace;
  };
}

export interface MappedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly lineText: string;
}

export type CompileResult =
  | { readonly ok: true; readonly compiled: CompiledSql }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

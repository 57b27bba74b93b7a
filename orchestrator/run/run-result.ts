import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName, RunId, StatementMonth } from '../base/names.ts';
import type { UnchangedMonths } from './inputs/choose-run-months.ts';

/** What came of a run: finished, never changed afterwards; reports and artifacts are made of it. */
export interface RunResult {
  readonly runId: RunId;
  readonly command: string;
  readonly target: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /**
   * `published`: readers see the results. `done`: a command that publishes nothing did all it should.
   * `unchanged`: nothing is new, so nothing was built, and readers see what they saw before.
   * `failed`: something was wrong and readers see what they saw before. `interrupted`: likewise, by Ctrl-C.
   * `unknown`: all that was to be published was sent, and no answer told whether readers see it.
   */
  readonly outcome: 'published' | 'done' | 'unchanged' | 'failed' | 'interrupted' | 'unknown';
  /** Those that were built. */
  readonly months: readonly StatementMonth[];
  /** The months that were not, because there is nothing new for them. */
  readonly unchanged?: UnchangedMonths;
  /** One for every node that was selected, also those that were skipped. */
  readonly nodes: readonly NodeResult[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface NodeResult {
  readonly node: NodeName;
  readonly nodeKind: 'source' | 'seed' | 'model' | 'test';
  readonly status: NodeStatus;
  readonly startedAt: Date;
  /** Of tests that were made in one scan of their table: an equal part of its time. */
  readonly milliseconds: number;
  /** Of a model or seed that was built: rows in the relation, where the warehouse says it for free. */
  readonly rows?: number;
  /** Under which ids the warehouse's own history has its statements, if it has one: Redshift's `query_id` in sys_query_history. */
  readonly queryIds?: readonly string[];
  readonly failure?: NodeFailure;
}

/**
 * `warned`: a test with severity warn found rows. `skipped`: because of another node that failed, of an interruption, or of the
 * warehouse itself, whose disk is full.
 */
export type NodeStatus = 'success' | 'warned' | 'failed' | 'skipped';

export type NodeFailure =
  | { readonly kind: 'refused'; readonly diagnostic: RefusedStatement }
  | { readonly kind: 'rows-found'; readonly test: FailedTest }
  | { readonly kind: 'skipped'; readonly because: NodeName | 'interrupted' | 'warehouse' };

/** The warehouse said no: its words, and the place in the model's own file. */
export interface RefusedStatement {
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly lineText?: string;
  /** Path of the compiled SQL, relative to the project's root. */
  readonly sqlPath: string;
}

/** A test found rows that should not be: how many, the first of them, and how to run it again. */
export interface FailedTest {
  /** What is wrong when there are rows, in a sentence. */
  readonly message: string;
  readonly rowCount: number;
  readonly columns: readonly string[];
  /** At most 20. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly sqlPath: string;
  /** A command line to copy. */
  readonly again: string;
}

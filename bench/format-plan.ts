/** An operator of DuckDB's `explain (analyze, format json)`, as far as it is shown. */
interface Operator {
  readonly operator_name?: string;
  readonly operator_timing?: number;
  readonly operator_cardinality?: number;
  readonly extra_info?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Operator[];
}

const shownInfo = ['Table', 'Function', 'Join Type', 'Conditions', 'CTE Name'] as const;

/** An executed plan as an indented tree: seconds of processors and rows of each operator, what feeds it below it. */
export function formatPlan(json: string): string {
  // DuckDB's own; a field that is not there is left out.
  const root = JSON.parse(json) as Operator;
  return formatOperators(root.children ?? [], 0).join('\n');
}

function formatOperators(operators: readonly Operator[], depth: number): string[] {
  return operators.flatMap((operator) => {
    const {
      operator_name: name = '',
      operator_timing: seconds = 0,
      operator_cardinality: rows = 0,
    } = operator;
    const children = operator.children ?? [];
    // The statement's own frame is not a step of it.
    if (name === '' || name === 'EXPLAIN_ANALYZE') return formatOperators(children, depth);
    const info = shownInfo.flatMap((key) => {
      const value = operator.extra_info?.[key];
      return value === undefined ? [] : [String(value).slice(0, 100)];
    });
    const figures = `${seconds.toFixed(2).padStart(8)} s ${rows.toLocaleString('en').padStart(14)} rows`;
    const line = `${figures}  ${'  '.repeat(depth)}${name.trim()}  ${info.join('; ')}`.trimEnd();
    return [line, ...formatOperators(children, depth + 1)];
  });
}

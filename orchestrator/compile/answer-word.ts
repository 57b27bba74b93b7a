import type { Diagnostic } from '../base/diagnostic.ts';
import { isOfMonths } from '../base/month-list.ts';
import { type NodeName, nodeName } from '../base/names.ts';
import { ownValue } from '../base/own-value.ts';
import { placeAt } from '../base/source-text.ts';
import type { Graph } from '../graph/graph.ts';
import { billTables, modelsWith, rawTable } from '../graph/resolve-uses.ts';
import type { AnsweredCall } from '../templates/render-template.ts';
import type { Dialect, DialectHelperName } from '../warehouses/dialect.ts';
import type { CompileContext, RunFacts } from './compiled-graph.ts';

/** What the words of a node's template stand for; what cannot be answered is added to the diagnostics. */
export function wordAnswers(
  graph: Graph,
  node: NodeName,
  context: CompileContext,
  diagnostics: Diagnostic[],
): (call: AnsweredCall) => string {
  const { dialect, run } = context;
  return (call) => {
    const [first = '', second = ''] = call.arguments;
    switch (call.word) {
      case 'ref':
        return context.relationOf(nodeName(first));
      case 'source':
        return context.relationOf(rawTable(first, second));
      case 'union_of':
        return unionOf(graph, first, context, indentationAt(call));
      case 'loaded_rows':
        return loadedRows(graph, context, indentationAt(call));
      case 'this':
        return context.thisRelation(node);
      case 'var':
        return variable(first, context);
      case 'env':
        return environmentVariable(first, call, context, diagnostics);
      case 'in_scope':
        return inScope(first, run);
      case 'run_id':
        return dialect.literal(run.id);
      case 'run_started_at':
        return `timestamp '${run.startedAt.toISOString().replace('T', ' ').replace('Z', '')}'`;
      case 'git_commit':
        return run.gitCommit === null
          ? `cast(null as ${dialect.typeName('text')})`
          : dialect.literal(run.gitCommit);
      case 'target_name':
        return dialect.literal(run.target);
      default:
        return helper(dialect, call);
    }
  };
}

/** The column of a bill's load spec that holds the cost. */
const costColumn = 'unblended_cost';

/** Every model of a contract, one after the other, with the contract's columns in its order. */
function unionOf(
  graph: Graph,
  contract: string,
  { dialect, relationOf }: CompileContext,
  indentation: string,
): string {
  const declared = graph.project.contracts.find(({ name }) => name === contract);
  const columns = (declared?.columns ?? []).map(({ name }) => dialect.identifier(name)).join(', ');
  const queries = modelsWith(graph.project, contract).map(
    (name) => `    select ${columns} from ${relationOf(name)}`,
  );
  const lines = ['(', queries.join('\n    union all\n'), ')'].join('\n').split('\n');
  return lines.join(`\n${indentation}`);
}

/** Every row that landed of a bill, whatever its format: where it came from, and its cost if the format has one. */
function loadedRows(
  { project }: Graph,
  { dialect, relationOf }: CompileContext,
  indentation: string,
): string {
  const hasCost = new Set(
    project.loadSpecs
      .filter(({ form }) => form.kind === 'bill' && form.columns.some(({ name }) => name === costColumn))
      .map(({ name }) => name),
  );
  const queries = billTables(project).map((name) => {
    const cost = hasCost.has(name)
      ? costColumn
      : `cast(null as ${dialect.typeName('cost')}) as ${costColumn}`;
    return `    select statement_month, file_id, ${cost} from ${relationOf(name)}`;
  });
  const lines = ['(', queries.join('\n    union all\n'), ')'].join('\n').split('\n');
  return lines.join(`\n${indentation}`);
}

/** The white space before the line in which a word stands, so that what takes several lines stands below it. */
function indentationAt({ template, start }: AnsweredCall): string {
  const { text } = template.source;
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start) + 1, start))?.[0] ?? '';
}

function variable(name: string, { vars }: CompileContext): string {
  const value = ownValue(vars, name);
  if (value === undefined) throw new Error(`internal error: the variable "${name}" has no value`);
  return String(value);
}

function environmentVariable(
  name: string,
  { template, start }: AnsweredCall,
  { environment }: CompileContext,
  diagnostics: Diagnostic[],
): string {
  const value = ownValue(environment, name);
  if (value !== undefined) return value;
  const message = `The environment variable "${name}" is not set.`;
  const end = template.source.text.indexOf('}}', start) + 2;
  const hint = `Set ${name} and run it again.`;
  diagnostics.push({
    severity: 'error',
    code: 'missing-environment-variable',
    message,
    ...placeAt(template.source, start, end),
    hint,
  });
  return '';
}

function inScope(column: string, { months }: RunFacts): string {
  return months === undefined ? '1 = 1' : isOfMonths(column, months);
}

/** Each helper takes as many texts as its entry in `helperParameters` says; the template was checked for that. */
function helper(dialect: Dialect, { word, arguments: given }: AnsweredCall): string {
  if (!Object.hasOwn(dialect.helpers, word))
    throw new Error(`internal error: "${word}" is no helper of ${dialect.name}`);
  // The name was looked up just above, and every helper is a function of texts.
  const answer = dialect.helpers[word as DialectHelperName] as (...texts: readonly string[]) => string;
  return answer(...given);
}

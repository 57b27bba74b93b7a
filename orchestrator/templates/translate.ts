import type { Condition, ParsedTemplate, TemplatePart } from './template.ts';
import { translateArgument, translateCall } from './translate-expression.ts';
import { type CallNode, expressionNode, plainName, statementNode } from './tree.ts';
import type { Walk } from './walk.ts';

/** Handlebars' tree as parts of our own, with everything found on the way. */
export function translate(
  walk: Walk,
  tree: hbs.AST.Program,
): Pick<ParsedTemplate, 'parts' | 'uses' | 'diagnostics'> {
  const parts = translateBody(walk, tree);
  return { parts, uses: walk.uses, diagnostics: walk.diagnostics };
}

function translateBody(walk: Walk, program: hbs.AST.Program | undefined): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (const statement of program?.body ?? []) {
    const node = statementNode(statement);
    switch (node.type) {
      case 'ContentStatement': {
        const part = textPart(walk.startOf(node), node.value, String(node.original));
        if (part.end > part.start) parts.push(part);
        break;
      }
      case 'MustacheStatement':
        if (node.escaped) {
          parts.push({ kind: 'output', expression: translateCall(walk, node), start: walk.startOf(node) });
        } else {
          walk.report(
            node,
            'bad-template',
            'An expression has two braces: nothing is escaped in SQL, so three say no more.',
          );
        }
        break;
      case 'BlockStatement':
        parts.push(...translateBlock(walk, node));
        break;
      case 'CommentStatement':
        break;
      case 'PartialStatement':
      case 'PartialBlockStatement': {
        const hint = 'A macro is called by its name: {{split_cost units="u" part="w"}}.';
        walk.report(node, 'bad-template', 'Partials are not of the template language.', hint);
        break;
      }
      default:
        walk.report(
          node,
          'bad-template',
          'This is not of the template language.',
          'It is described in docs/templates.md.',
        );
    }
  }
  return parts;
}

/** Handlebars takes the line break and the indentation off a line that holds nothing but a block's edge. */
function textPart(start: number, value: string, original: string): Extract<TemplatePart, { kind: 'text' }> {
  const skipped = original.endsWith(value) ? original.length - value.length : original.indexOf(value);
  return { kind: 'text', start: start + skipped, end: start + skipped + value.length };
}

function translateBlock(walk: Walk, block: hbs.AST.BlockStatement): TemplatePart[] {
  const word = plainName(block.path);
  const [argument, ...more] = block.params;
  // The types leave out that either branch, and the hash, may be absent.
  const {
    program,
    inverse,
    hash,
  }: { program?: hbs.AST.Program; inverse?: hbs.AST.Program; hash?: hbs.AST.Hash } = block;
  if (word !== 'if' && word !== 'unless') {
    const hint = 'A list is written out, or made by a macro or in SQL.';
    walk.report(block.path, 'bad-template', 'The only blocks are {{#if}} and {{#unless}}.', hint);
    return [];
  }
  if (
    argument === undefined ||
    more.length > 0 ||
    hash !== undefined ||
    (program?.blockParams?.length ?? 0) > 0
  ) {
    walk.report(block.path, 'bad-arguments', `{{#${word}}} takes one condition.`);
    return [];
  }
  const asked = translateCondition(walk, argument);
  const condition: Condition = word === 'if' ? asked : { kind: 'not', of: asked };
  return [
    {
      kind: 'choice',
      condition,
      whenTrue: translateBranch(walk, program, implies(condition, true)),
      whenFalse: translateBranch(walk, inverse, implies(condition, false)),
    },
  ];
}

function translateBranch(
  walk: Walk,
  program: hbs.AST.Program | undefined,
  isIncremental: boolean,
): TemplatePart[] {
  const before = walk.isIncremental;
  walk.isIncremental ||= isIncremental;
  const parts = translateBody(walk, program);
  walk.isIncremental = before;
  return parts;
}

function translateCondition(walk: Walk, argument: hbs.AST.Expression): Condition {
  const node = expressionNode(argument);
  if (node.type === 'PathExpression' && node.original === 'incremental') return { kind: 'incremental' };
  const word = node.type === 'SubExpression' ? plainName(node.path) : undefined;
  if (node.type === 'SubExpression' && word !== undefined) {
    const { params } = node;
    const [left, right] = params;
    const takes = (count: string): Condition => {
      walk.report(node, 'bad-arguments', `"${word}" takes ${count}.`);
      return { kind: 'incremental' };
    };
    const inner = (): Condition[] => params.map((param) => translateCondition(walk, param));
    if (hasHash(node)) return takes('no named arguments');
    switch (word) {
      case 'eq':
      case 'ne': {
        if (left === undefined || right === undefined || params.length > 2) return takes('two texts');
        const equal: Condition = {
          kind: 'equal',
          left: translateArgument(walk, left),
          right: translateArgument(walk, right),
        };
        return word === 'eq' ? equal : { kind: 'not', of: equal };
      }
      case 'and':
      case 'or':
        return params.length < 2
          ? takes('two conditions or more')
          : { kind: word === 'and' ? 'all' : 'any', of: inner() };
      case 'not': {
        const [only] = inner();
        return only === undefined || params.length > 1 ? takes('one condition') : { kind: 'not', of: only };
      }
      default:
    }
  }
  if (node.type !== 'PathExpression' && node.type !== 'SubExpression') {
    walk.report(
      node,
      'bad-arguments',
      'A condition is `incremental`, a comparison in parentheses, or (var "…").',
    );
    return { kind: 'incremental' };
  }
  return { kind: 'holds', value: translateArgument(walk, node) };
}

function hasHash(node: CallNode): boolean {
  return (node.hash?.pairs.length ?? 0) > 0;
}

/** Whether the relation must exist when the condition is known to be true, or to be false. */
function implies(condition: Condition, truth: boolean): boolean {
  switch (condition.kind) {
    case 'incremental':
      return truth;
    case 'all':
      return truth && condition.of.some((part) => implies(part, true));
    case 'any':
      return !truth && condition.of.some((part) => implies(part, false));
    case 'not':
      return implies(condition.of, !truth);
    case 'equal':
    case 'holds':
      return false;
    default:
      return condition satisfies never;
  }
}

import { columnTypes } from '../base/column-type.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ownValue } from '../base/own-value.ts';
import { bindArguments } from './bind-arguments.ts';
import type { Expression, TemplateUse } from './template.ts';
import { type CallNode, expressionNode, plainName } from './tree.ts';
import type { Walk } from './walk.ts';
import { conditionWords, namingWords, words } from './words.ts';

/** What stands for an expression that was reported: nothing renders it. */
const nothing: Expression = { kind: 'text', text: '' };

/** An argument: text in double quotes, a parameter, or another expression in parentheses. */
export function translateArgument(walk: Walk, argument: hbs.AST.Expression): Expression {
  const node = expressionNode(argument);
  switch (node.type) {
    case 'StringLiteral':
      return { kind: 'text', text: node.value, start: walk.startOf(node) + 1 };
    case 'SubExpression':
      return translateCall(walk, node);
    case 'PathExpression':
      return translateCall(walk, { type: node.type, loc: node.loc, path: node, params: [] });
    default: {
      const written =
        'original' in node ? String(node.original) : node.type.startsWith('Null') ? 'null' : 'undefined';
      walk.report(node, 'bad-arguments', `An argument stands in double quotes: "${written}".`);
      return nothing;
    }
  }
}

/** A word, a helper, a macro or a parameter, with what it takes. */
export function translateCall(walk: Walk, call: CallNode): Expression {
  const name = plainName(call.path);
  if (name === undefined) {
    const message = 'This is not of the template language: an expression begins with a word.';
    walk.report(call, 'bad-template', message, 'The words are in docs/templates.md.');
    return nothing;
  }
  if (walk.parameters.includes(name)) {
    return bindArguments(walk, call, name, []) ? { kind: 'parameter', name } : nothing;
  }
  if (conditionWords.has(name)) {
    walk.report(call, 'bad-template', `"${name}" is true or false: it stands in {{#if …}} only.`);
    return nothing;
  }
  const own = ownValue(words, name);
  if (own !== undefined) return translateWord(walk, call, name, own);
  const helper = ownValue(walk.helperParameters, name);
  if (helper !== undefined) {
    const bound = bindArguments(walk, call, name, helper);
    if (bound === undefined || !checkHelper(walk, helper, bound)) return nothing;
    const translated = bound.map((node) => translateArgument(walk, node));
    return { kind: 'word', word: name, arguments: translated, start: walk.startOf(call) };
  }
  const macro = walk.knownMacros.get(name);
  if (macro !== undefined) {
    walk.uses.push({ kind: 'macro', name, ...walk.rangeOf(call.path) });
    const bound = bindArguments(walk, call, name, macro);
    return bound
      ? { kind: 'macro', name, arguments: bound.map((node) => translateArgument(walk, node)) }
      : nothing;
  }
  const known = [
    ...Object.keys(words),
    ...Object.keys(walk.helperParameters),
    ...walk.knownMacros.keys(),
    ...walk.parameters,
  ];
  const things =
    walk.parameters.length > 0 ? 'a word, a helper, a macro or a parameter' : 'a word, a helper or a macro';
  walk.report(
    call.path,
    'unknown-name',
    `"${name}" is not ${things} of this project.`,
    didYouMean(name, known) ?? 'The words are in docs/templates.md.',
  );
  return nothing;
}

function translateWord(walk: Walk, call: CallNode, word: string, parameters: readonly string[]): Expression {
  const bound = bindArguments(walk, call, word, parameters);
  if (bound === undefined) return nothing;
  if (word === 'this' && !walk.isIncremental) {
    const message =
      '"this" is the relation of this model, which may not exist yet: it stands within {{#if incremental}} only.';
    walk.report(call.path, 'bad-template', message);
    return nothing;
  }
  if (!namingWords.has(word)) {
    if (word === 'in_scope') walk.uses.push({ kind: word, ...walk.rangeOf(call.path) });
    const translated = bound.map((node) => translateArgument(walk, node));
    return { kind: 'word', word, arguments: translated, start: walk.startOf(call) };
  }
  const names: string[] = [];
  for (const argument of bound) {
    const node = expressionNode(argument);
    if (node.type === 'StringLiteral') {
      names.push(node.value);
      continue;
    }
    const message = `"${word}" takes a name in double quotes, so that what is read is known before anything runs.`;
    const hint = node.type === 'PathExpression' ? `Write {{${word} "${node.original}"}}.` : undefined;
    walk.report(node, 'bad-arguments', message, hint);
  }
  const [first, ...rest] = names;
  const [firstNode] = bound;
  if (names.length < parameters.length || first === undefined || firstNode === undefined) return nothing;
  walk.uses.push(useOf(word, first, rest[0] ?? '', walk.rangeOf(firstNode)));
  return {
    kind: 'word',
    word,
    arguments: names.map((text) => ({ kind: 'text', text })),
    start: walk.startOf(call),
  };
}

function useOf(word: string, first: string, second: string, at: ReturnType<Walk['rangeOf']>): TemplateUse {
  switch (word) {
    case 'source':
      return { kind: 'source', source: first, table: second, ...at };
    case 'union_of':
      return { kind: 'union_of', contract: first, ...at };
    case 'loaded_rows':
      return { kind: 'loaded_rows', source: first, ...at };
    case 'var':
    case 'env':
    case 'ref':
      return { kind: word, name: first, ...at };
    default:
      throw new Error(`"${word}" names nothing`);
  }
}

const units = ['millisecond', 'second', 'minute', 'hour', 'day', 'month'];

/** Arguments of which only a few words are right, where they stand in the template themselves. */
function checkHelper(
  walk: Walk,
  parameters: readonly string[],
  bound: readonly hbs.AST.Expression[],
): boolean {
  return bound.every((argument, index) => {
    const name = parameters[index];
    const expected: readonly string[] | undefined =
      name === 'type' ? columnTypes : name === 'unit' ? units : undefined;
    const node = expressionNode(argument);
    if (expected === undefined || node.type !== 'StringLiteral' || expected.includes(node.value)) return true;
    const hint = didYouMean(node.value, expected) ?? `It may be: ${expected.join(', ')}.`;
    walk.report(node, 'bad-arguments', `"${node.value}" is not a ${name} that every warehouse has.`, hint);
    return false;
  });
}

import { didYouMean } from '../base/nearest-name.ts';
import type { CallNode } from './tree.ts';
import type { Walk } from './walk.ts';

/** The arguments of a call in the order of the parameters, given by position or by name; undefined if they do not fit, which is reported. */
export function bindArguments(
  walk: Walk,
  call: CallNode,
  word: string,
  parameters: readonly string[],
): hbs.AST.Expression[] | undefined {
  // Without names there is nothing to match, and as most calls are so this is the quick way.
  if (call.hash === undefined && call.params.length === parameters.length) return [...call.params];
  const quoted = parameters.map((name) => `"${name}"`);
  const expected = quoted.length === 0 ? 'no arguments' : quoted.join(', ');
  const usage = `It is written {{${[word, ...quoted].join(' ')}}}.`;
  const bound = new Map<string, hbs.AST.Expression>();
  let fits = true;
  const refuse = (node: hbs.AST.Node, message: string, hint = usage): void => {
    walk.report(node, 'bad-arguments', message, hint);
    fits = false;
  };
  for (const [index, node] of call.params.entries()) {
    const name = parameters[index];
    if (name !== undefined) bound.set(name, node);
    else if (index === parameters.length)
      refuse(node, `"${word}" takes ${expected}; this is argument ${index + 1}.`);
  }
  for (const pair of call.hash?.pairs ?? []) {
    if (!parameters.includes(pair.key)) {
      refuse(pair, `"${word}" has no argument "${pair.key}".`, didYouMean(pair.key, parameters) ?? usage);
    } else if (bound.has(pair.key)) {
      refuse(pair, `The argument "${pair.key}" of "${word}" is given twice.`);
    }
    bound.set(pair.key, pair.value);
  }
  const missing = parameters.filter((name) => !bound.has(name));
  if (fits && missing.length > 0) {
    const names = missing.map((name) => `"${name}"`).join(', ');
    refuse(call, `"${word}" takes ${expected}; ${names} ${missing.length === 1 ? 'is' : 'are'} missing.`);
  }
  return fits ? parameters.flatMap((name) => bound.get(name) ?? []) : undefined;
}

import type { TestNode } from '../graph/graph.ts';

/** What is wrong when a test finds rows, in a sentence. */
export function describeTest({ test }: TestNode): string {
  if (test.kind === 'assertion') return `This does not hold: ${test.assertion.description.trim()}`;
  const { of, declared } = test;
  switch (declared.kind) {
    case 'not_null':
      return `"${of}" has rows in which ${listed(declared.columns, 'or')} is null.`;
    case 'unique':
      return `"${of}" has several rows with the same ${listed(declared.columns, 'and')}.`;
    case 'accepted_values':
      return `"${of}" has values of "${declared.column}" other than ${declared.values.map((value) => `"${value}"`).join(', ')}.`;
    case 'relationships':
      return `"${of}" has values of "${declared.column}" that are no "${declared.field}" of "${declared.to}".`;
    case 'adds_up_to': {
      const by = listed(declared.by, 'and');
      return `The sum of "${declared.sum}" in "${of}" differs from that of "${declared.otherSum}" in "${declared.model}", by ${by}.`;
    }
    default:
      return declared satisfies never;
  }
}

function listed(names: readonly string[], last: 'and' | 'or'): string {
  const quoted = names.map((name) => `"${name}"`);
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1)}`;
}

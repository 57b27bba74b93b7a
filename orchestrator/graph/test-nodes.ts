import { createHash } from 'node:crypto';
import { type NodeName, nodeName } from '../base/names.ts';
import type { DeclaredTest, Project } from '../project/project.ts';
import type { TestNode } from './graph.ts';

/** One node for each test that a model or seed declares, in the order of the files. */
export function testNodes({ models, seeds }: Project): TestNode[] {
  const taken = new Set<string>();
  return [...models, ...seeds].flatMap(({ name: of, tests }) =>
    tests.map((declared): TestNode => {
      const name = uniqueName(testName(of, declared), declared, taken);
      taken.add(name);
      const reads = [...new Set([of, ...otherRelations(declared)])].sort();
      return { kind: 'test', name, reads, test: { kind: 'generic', of, declared } };
    }),
  );
}

/** The relations that a test compares its own with. */
export function otherRelations(test: DeclaredTest): NodeName[] {
  if (test.kind === 'relationships') return [nodeName(test.to)];
  return test.kind === 'adds_up_to' ? [nodeName(test.model)] : [];
}

function testName(of: NodeName, test: DeclaredTest): string {
  switch (test.kind) {
    case 'not_null':
    case 'unique':
      return [test.kind, of, ...test.columns].join('__');
    case 'accepted_values':
      return [test.kind, of, test.column].join('__');
    case 'relationships':
      return [test.kind, of, test.column, test.to].join('__');
    case 'adds_up_to':
      return [test.kind, of, test.model, `by_${test.by.join('__')}`].join('__');
    default:
      return test satisfies never;
  }
}

/** A name that is too long is cut, and one that is taken is told apart, by what the test says. */
function uniqueName(name: string, test: DeclaredTest, taken: ReadonlySet<string>): NodeName {
  const digest = (): string => {
    const { place: _place, lineText: _text, ...content } = test;
    return createHash('sha256').update(name).update(JSON.stringify(content)).digest('hex').slice(0, 8);
  };
  const short = name.length > 100 ? `${name.slice(0, 91)}_${digest()}` : name;
  return nodeName(taken.has(short) ? `${short.slice(0, 91)}_${digest()}` : short);
}

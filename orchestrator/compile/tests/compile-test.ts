import { type NodeName, nodeName } from '../../base/names.ts';
import type { DeclaredTest } from '../../project/project.ts';
import type { CompileContext } from '../compiled-graph.ts';
import { acceptedValues } from './accepted-values.ts';
import { addsUpTo } from './adds-up-to.ts';
import { notNull } from './not-null.ts';
import { relationships } from './relationships.ts';
import { unique } from './unique.ts';

/** The query for the rows that a declared test says should not be; portable but for what the dialect answers. */
export function compileTest(
  of: NodeName,
  test: DeclaredTest,
  { dialect, relationOf }: CompileContext,
): string {
  const relation = relationOf(of);
  switch (test.kind) {
    case 'not_null':
      return notNull(relation, test, dialect);
    case 'unique':
      return unique(relation, test, dialect);
    case 'accepted_values':
      return acceptedValues(relation, test, dialect);
    case 'relationships':
      return relationships(relation, relationOf(nodeName(test.to)), test, dialect);
    case 'adds_up_to':
      return addsUpTo(relation, relationOf(nodeName(test.model)), test, dialect);
    default:
      return test satisfies never;
  }
}

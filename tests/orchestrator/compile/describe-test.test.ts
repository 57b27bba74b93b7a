import { describe, expect, it } from 'vitest';
import { describeTest } from '../../../orchestrator/compile/describe-test.ts';
import { graphOf, modelText } from '../../support/write-project.ts';

describe('describeTest', () => {
  it('says in a sentence what is wrong when there are rows', async () => {
    const graph = await graphOf({
      'models/staging/stg_b.sql': modelText('select 1 as a'),
      'models/staging/stg_a.sql': modelText(
        'select 1 as a',
        'tests:',
        '  - not_null: [a, b]',
        '  - unique: [a]',
        '  - accepted_values: {column: a, values: [x, y]}',
        '  - relationships: {column: a, to: stg_b, field: c}',
        '  - adds_up_to: {model: stg_b, by: [a, b], sum: cost}',
      ),
      'tests/assertions/sums_agree.sql': '/*\ndescription: The sums agree.\n*/\nselect 1 as a where 1 = 0\n',
    });
    const sentences = [...graph.nodes.values()].flatMap((node) =>
      node.kind === 'test' ? [describeTest(node)] : [],
    );
    expect(sentences).toEqual([
      '"stg_a" has rows in which "a" or "b" is null.',
      '"stg_a" has several rows with the same "a".',
      '"stg_a" has values of "a" other than "x", "y".',
      '"stg_a" has values of "a" that are no "c" of "stg_b".',
      'The sum of "cost" in "stg_a" differs from that of "cost" in "stg_b", by "a" and "b".',
      'This does not hold: The sums agree.',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { buildTagIndex, resourceTag } from '../../../../orchestrator/sample/truth/tag-index.ts';

const areas = new Set(['api', 'website', 'warehouses']);
const tagged = (startedAt: number, productAreaTag: string | undefined, resourceId = 'table') => ({
  statementMonth: '2017-01',
  accountId: '1',
  resourceId,
  startedAt,
  productAreaTag,
});

describe('resourceTag', () => {
  const lines = [
    tagged(30, 'website'),
    tagged(10, 'api'),
    tagged(20, 'api'),
    tagged(40, 'api'),
    tagged(50, undefined),
  ];
  const index = buildTagIndex(lines, areas);

  it('is that of the latest tagged line up to the moment', () => {
    expect([10, 25, 30, 39, 40, 99].map((at) => resourceTag(index, tagged(at, undefined)))).toEqual([
      'api',
      'api',
      'website',
      'website',
      'api',
      'api',
    ]);
  });

  it('is that of the earliest one after it, where there is none before', () => {
    expect(resourceTag(index, tagged(3, undefined))).toBe('api');
  });

  it('does not pass from one month, account or resource to another', () => {
    expect(resourceTag(index, { ...tagged(30, undefined), statementMonth: '2017-02' })).toBeUndefined();
    expect(resourceTag(index, { ...tagged(30, undefined), accountId: '2' })).toBeUndefined();
    expect(resourceTag(index, tagged(30, undefined, 'bucket'))).toBeUndefined();
  });

  it('takes no notice of a value that names no product area', () => {
    const known = buildTagIndex([tagged(10, 'api'), tagged(20, 'growth')], areas);
    expect(resourceTag(known, tagged(20, undefined))).toBe('api');
  });

  it('takes the first in the alphabet of two at the same moment, in either order of lines', () => {
    const both = [tagged(10, 'website'), tagged(10, 'api')];
    for (const order of [both, [...both].reverse()]) {
      expect(resourceTag(buildTagIndex(order, areas), tagged(10, undefined))).toBe('api');
    }
  });
});

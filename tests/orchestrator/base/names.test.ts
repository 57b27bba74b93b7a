import { describe, expect, it } from 'vitest';
import { parseStatementMonth } from '../../../orchestrator/base/names.ts';

describe('parseStatementMonth', () => {
  it.each(['2017-02', '2017-02-01', '2017-02-28', ' 2017-02 '])('takes %j for February 2017', (text) => {
    expect(parseStatementMonth(text)).toBe('2017-02-01');
  });

  it.each(['2017-13', '2017-00', '2017', '2017-2', '17-02', '2017-02-1', '2017/02', '', 'February'])(
    'does not take %j for a month',
    (text) => {
      expect(parseStatementMonth(text)).toBeUndefined();
    },
  );
});

import { describe, expect, it } from 'vitest';
import {
  checked,
  type Diagnostic,
  formatDiagnostic,
  formatDiagnostics,
  sortDiagnostics,
} from '../../../orchestrator/base/diagnostic.ts';

const unknownRef: Diagnostic = {
  severity: 'error',
  code: 'unknown-ref',
  message: '"int_ecs_cpu_secs" is not a model, seed or source of this project.',
  place: { file: 'models/allocation/alc_ec2.sql', line: 14, column: 16, endColumn: 34 },
  lineText: '    from {{ref "int_ecs_cpu_secs"}}',
  hint: 'Did you mean "int_ecs_cpu_seconds"?',
};
const warning: Diagnostic = {
  severity: 'warning',
  code: 'bad-seed',
  message: 'Odd.',
  place: { file: 'a.csv' },
};

describe('formatDiagnostic', () => {
  it('shows the place, the sentence, the line underlined and what to do', () => {
    expect(formatDiagnostic(unknownRef)).toBe(
      [
        'models/allocation/alc_ec2.sql:14:16  error  unknown-ref',
        '  "int_ecs_cpu_secs" is not a model, seed or source of this project.',
        '  14 |     from {{ref "int_ecs_cpu_secs"}}',
        '     |                ~~~~~~~~~~~~~~~~~~',
        '  Did you mean "int_ecs_cpu_seconds"?',
      ].join('\n'),
    );
  });

  it('begins with the severity where there is no place', () => {
    expect(formatDiagnostic({ severity: 'error', code: 'no-bill', message: 'None.' })).toBe(
      'error  no-bill\n  None.',
    );
  });

  it('names a file alone where no line is known', () => {
    expect(formatDiagnostic(warning)).toBe('a.csv  warning  bad-seed\n  Odd.');
  });

  it('underlines what stands behind a tab at its own place', () => {
    const tabbed = {
      ...unknownRef,
      place: { file: 'x.sql', line: 1, column: 2, endColumn: 4 },
      lineText: '\tab',
      hint: undefined,
    };
    expect(formatDiagnostic(tabbed).split('\n').slice(2)).toEqual(['  1 | \tab', '    | \t~~']);
  });

  it('indents every line of a hint', () => {
    expect(formatDiagnostic({ ...warning, hint: 'one\ntwo' })).toMatch(/\n {2}one\n {2}two$/);
  });
});

describe('sortDiagnostics', () => {
  it('orders by file, line and column, those without a place last in the order they came', () => {
    const at = (message: string, place?: Diagnostic['place']): Diagnostic => ({ ...warning, message, place });
    const given = [
      at('nowhere'),
      at('b', { file: 'b' }),
      at('a10', { file: 'a', line: 10, column: 1 }),
      at('a9:2', { file: 'a', line: 9, column: 2 }),
      at('a9:1', { file: 'a', line: 9, column: 1 }),
      at('nowhere either'),
    ];
    const order = sortDiagnostics(given).map(({ message }) => message);
    expect(order).toEqual(['a9:1', 'a9:2', 'a10', 'b', 'nowhere', 'nowhere either']);
    expect(given[0]?.message).toBe('nowhere');
  });

  it('is the order in which several are shown, an empty line between them', () => {
    expect(formatDiagnostics([unknownRef, warning])).toBe(
      `${formatDiagnostic(warning)}\n\n${formatDiagnostic(unknownRef)}`,
    );
  });
});

describe('checked', () => {
  it('has a value when there are warnings only, and none when there is an error', () => {
    expect(checked(1, [warning])).toEqual({ ok: true, value: 1, diagnostics: [warning] });
    expect(checked(1, [warning, unknownRef])).toEqual({ ok: false, diagnostics: [warning, unknownRef] });
  });
});

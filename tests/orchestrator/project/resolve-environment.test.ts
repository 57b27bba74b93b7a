import { describe, expect, it } from 'vitest';
import { resolveEnvironment } from '../../../orchestrator/project/resolve-environment.ts';

describe('resolveEnvironment', () => {
  it('puts the values of variables in their places and leaves the rest alone', () => {
    expect(resolveEnvironment('${A}/x/${B_2}$A', { A: '${B_2}', B_2: '' })).toMatchObject({
      ok: true,
      value: '${B_2}/x/$A',
    });
  });

  it('knows no variable that nobody has set, as every object would', () => {
    expect(resolveEnvironment('${constructor}', {})).toMatchObject({
      diagnostics: [{ code: 'missing-environment-variable' }],
    });
  });

  it('names every variable that is not set', () => {
    const { ok, diagnostics } = resolveEnvironment('${A}${B}', {});
    expect(ok).toBe(false);
    expect(
      diagnostics.map(({ code, message }) => [code, message.includes('"A"') || message.includes('"B"')]),
    ).toEqual([
      ['missing-environment-variable', true],
      ['missing-environment-variable', true],
    ]);
  });
});

import type { Diagnostic } from '../../base/diagnostic.ts';

/** The refusal of a bill whose content comes twice. */
export function sameFileTwice(shown: string, other: string): Diagnostic {
  const message = other === shown ? `"${shown}" is given twice.` : `"${shown}" holds the same as "${other}".`;
  return {
    severity: 'error',
    code: 'same-file-twice',
    message,
    place: { file: shown },
    hint: 'Give it once.',
  };
}

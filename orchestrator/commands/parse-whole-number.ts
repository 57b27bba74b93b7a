import type { Checked } from '../base/diagnostic.ts';

/** The whole number that an option says, `200_000` and `200,000` included; an error if it is not one from 1 up. */
export function parseWholeNumber(option: string, text: string): Checked<number> {
  const digits = text.replace(/(?<=\d)[_,](?=\d{3})/g, '');
  const value = /^\d{1,10}$/.test(digits) ? Number(digits) : 0;
  if (value > 0) return { ok: true, value, diagnostics: [] };
  const message = `--${option} "${text}" is not a whole number from 1 up.`;
  return { ok: false, diagnostics: [{ severity: 'error', code: 'bad-option', message }] };
}

import type { Checked, Diagnostic } from '../../base/diagnostic.ts';
import { nearestName } from '../../base/nearest-name.ts';
import type { BillColumn, BillForm, LoadSpec } from '../../project/project.ts';

/** A load spec of a bill. */
export type BillSpec = LoadSpec & { readonly form: BillForm };

export function isBillSpec(spec: LoadSpec): spec is BillSpec {
  return spec.form.kind === 'bill';
}

/**
 * The load spec whose format a header is: of those that have all their required columns, the one that knows most of the
 * header. An error that names the nearest format and what is missing if there is none.
 */
export function recognizeFormat(
  header: readonly string[],
  specs: readonly BillSpec[],
  file: string,
): Checked<BillSpec> {
  const candidates = specs.map((spec) => ({
    spec,
    missing: spec.form.columns.filter(
      (column) => column.isRequired && positionOf(column, header) === undefined,
    ),
    required: spec.form.columns.filter((column) => column.isRequired).length,
    known: spec.form.columns.filter((column) => positionOf(column, header) !== undefined).length,
  }));
  const complete = candidates
    .filter(({ missing }) => missing.length === 0)
    .sort((a, b) => b.known - a.known)[0];
  if (complete !== undefined) {
    const twice = requiredTwice(complete.spec, header, file);
    return twice === undefined
      ? { ok: true, value: complete.spec, diagnostics: [] }
      : { ok: false, diagnostics: [twice] };
  }
  const nearest = candidates.sort((a, b) => b.known - a.known || a.missing.length - b.missing.length)[0];
  return { ok: false, diagnostics: [refusal(header, nearest, specs, file)] };
}

/** Where in the header a column is, counted from 0: by its first name that is there; the exact spelling before another case. */
export function positionOf(column: BillColumn, header: readonly string[]): number | undefined {
  for (const name of column.from) {
    const exact = header.indexOf(name);
    if (exact >= 0) return exact;
    const folded = header.findIndex((cell) => cell.toLowerCase() === name.toLowerCase());
    if (folded >= 0) return folded;
  }
  return undefined;
}

/** Nobody can say which of two columns with one name is the one that counts. */
function requiredTwice(spec: BillSpec, header: readonly string[], file: string): Diagnostic | undefined {
  for (const column of spec.form.columns) {
    const position = column.isRequired ? positionOf(column, header) : undefined;
    const name = position === undefined ? undefined : header[position]?.toLowerCase();
    const same = header.filter((cell) => cell.toLowerCase() === name);
    if (same.length < 2) continue;
    const message = `The header of "${file}" has a column twice that ${spec.title} has once: ${same.map((cell) => `"${cell}"`).join(', ')}.`;
    const hint = 'Take the file as AWS wrote it.';
    return { severity: 'error', code: 'unknown-format', message, place: { file, line: 1 }, hint };
  }
  return undefined;
}

function refusal(
  header: readonly string[],
  nearest: { spec: BillSpec; missing: readonly BillColumn[]; required: number; known: number } | undefined,
  specs: readonly BillSpec[],
  file: string,
): Diagnostic {
  const place = { file, line: 1 };
  const titles = specs
    .map(({ title }) => title)
    .sort()
    .join(', ');
  const begins = header
    .slice(0, 4)
    .map((cell) => `"${cell.slice(0, 40)}"`)
    .join(', ');
  if (nearest === undefined || nearest.known === 0) {
    const message = `The header of "${file}" is of no bill format that is known: it begins with ${begins}.`;
    return { severity: 'error', code: 'unknown-format', message, place, hint: `Known formats: ${titles}.` };
  }
  const names = nearest.missing.map(({ from }) => from.map((name) => `"${name}"`).join(' or ')).join(', ');
  const suggestions = nearest.missing.flatMap(({ from }) => {
    const near = from.map((name) => nearestName(name, header)).find((name) => name !== undefined);
    return near === undefined ? [] : [`"${near}" in the file is near "${from[0] ?? ''}"`];
  });
  const hint = [...suggestions, `Known formats: ${titles}`].join('. ');
  // Half of what the format cannot do without is there: it is that format, but something was taken out of it.
  if (nearest.missing.length * 2 <= nearest.required) {
    const message = `"${file}" looks like ${nearest.spec.title}, but has no column ${names}.`;
    return { severity: 'error', code: 'missing-column', message, place, hint: `${hint}.` };
  }
  const message = `The header of "${file}" is of no bill format that is known: it begins with ${begins}. The nearest is ${nearest.spec.title}, for which ${names} ${nearest.missing.length === 1 ? 'is' : 'are'} missing.`;
  return { severity: 'error', code: 'unknown-format', message, place, hint: `${hint}.` };
}

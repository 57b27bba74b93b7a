import type { Diagnostic } from '../../base/diagnostic.ts';

/** So many names are shown; the others are counted. */
const shownNames = 3;

/** A warning about files that were found and not read, in one line; none if there are none. `why`: the end of the sentence. */
export function warnUnread(names: readonly string[], why: string, hint: string): Diagnostic[] {
  if (names.length === 0) return [];
  const listed = names.slice(0, shownNames).map((name) => `"${name}"`);
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
  const was = names.length === 1 ? 'was' : 'were';
  const message = `${listed.join(', ')}${more} ${was} passed over${why}.`;
  return [{ severity: 'warning', code: 'passed-over', message, hint }];
}

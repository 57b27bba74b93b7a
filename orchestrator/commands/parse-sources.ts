import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { withoutPassword } from '../base/without-password.ts';
import { type SourceName, sourceNames } from '../project/project.ts';

export type SourceLocations = Readonly<Partial<Record<SourceName, readonly string[]>>>;

/** The locations of `--source NAME=LOCATION`, as written; a source that is given several times has all of them. */
export function parseSources(given: readonly string[]): Checked<SourceLocations> {
  const diagnostics: Diagnostic[] = [];
  const named: Partial<Record<SourceName, string[]>> = {};
  for (const text of given) {
    const at = text.indexOf('=');
    const name = at < 1 ? undefined : text.slice(0, at);
    const location = text.slice(at + 1);
    // An address with a "=" in its password has no name before that.
    if (name === undefined || name.includes('://') || location === '') {
      diagnostics.push(
        badSource(
          `--source "${withoutPassword(text)}" is not NAME=LOCATION.`,
          'As in: --source bill=./my-bill.csv.zip',
        ),
      );
      continue;
    }
    const source = sourceNames.find((known) => known === name);
    if (source === undefined) {
      const hint = didYouMean(name, sourceNames) ?? `There are: ${sourceNames.join(', ')}.`;
      diagnostics.push(badSource(`--source: "${name}" is not the name of a source.`, hint));
      continue;
    }
    named[source] = [...(named[source] ?? []), location];
  }
  return checked(named, diagnostics);
}

function badSource(message: string, hint: string): Diagnostic {
  return { severity: 'error', code: 'bad-option', message, hint };
}

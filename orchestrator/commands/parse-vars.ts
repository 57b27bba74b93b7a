import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { ownValue } from '../base/own-value.ts';
import { numberAsWritten } from '../project/number-as-written.ts';
import type { VarChoices, Vars, VarValue } from '../project/project.ts';

/**
 * The project's variables with those of `--vars` in their place: `key=value`, or a JSON object of several. A text becomes
 * what the project's own value is: `idle_days=3` a number where project.yml has a number.
 * A variable of which project.yml lists the values takes none but those.
 */
export function parseVars(given: readonly string[], declared: Vars, choices: VarChoices = {}): Checked<Vars> {
  const diagnostics: Diagnostic[] = [];
  const vars: Record<string, VarValue> = { ...declared };
  for (const text of given) {
    const pairs = text.trimStart().startsWith('{') ? parseObject(text) : parsePair(text);
    if (pairs === undefined) {
      diagnostics.push(
        badOption(
          `--vars "${text}" is neither key=value nor a JSON object.`,
          'As in: --vars ecs_weight=memory',
        ),
      );
      continue;
    }
    for (const [name, value] of Object.entries(pairs)) {
      const known = ownValue(declared, name);
      if (known === undefined) {
        const names = Object.keys(declared);
        const hint = didYouMean(name, names) ?? `There are: ${names.join(', ')}.`;
        diagnostics.push(badOption(`--vars: "${name}" is not a variable of project.yml.`, hint));
        continue;
      }
      const converted = convert(value, known);
      if (converted === undefined) {
        const message = `--vars: "${name}" has to be a ${typeof known}, as in project.yml; "${String(value)}" is not.`;
        diagnostics.push(badOption(message));
        continue;
      }
      const changed =
        typeof converted === 'number' ? numberAsWritten(name, String(value), converted) : undefined;
      if (changed !== undefined) {
        const hint =
          'For --vars to take it as it is written, its value in project.yml has to be text, in quotes.';
        diagnostics.push(badOption(changed, hint));
        continue;
      }
      const allowed = ownValue(choices, name);
      if (allowed !== undefined && !allowed.includes(converted)) {
        const message = `--vars: "${name}" may be ${allowed.join(', ')}; "${converted}" is none of these.`;
        diagnostics.push(badOption(message, didYouMean(String(converted), allowed.map(String))));
        continue;
      }
      vars[name] = converted;
    }
  }
  return checked(vars, diagnostics);
}

function parsePair(text: string): Record<string, unknown> | undefined {
  const at = text.indexOf('=');
  return at < 1 ? undefined : { [text.slice(0, at)]: text.slice(at + 1) };
}

/** The values of a JSON object; a number in it as the text that it is written as, of which `JSON.parse` may lose digits. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    // Only what is JSON without the quotes is looked at with them.
    JSON.parse(text);
    const value: unknown = JSON.parse(
      text.replace(textOrNumber, (found) => (found.startsWith('"') ? found : `"${found}"`)),
    );
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

function convert(value: unknown, like: VarValue): VarValue | undefined {
  if (typeof value === 'boolean') return typeof like === 'boolean' ? value : undefined;
  if (typeof value !== 'string' || typeof like === 'string')
    return typeof value === 'string' ? value : undefined;
  if (typeof like === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined;
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value) ? Number(value) : undefined;
}

function badOption(message: string, hint?: string): Diagnostic {
  return { severity: 'error', code: 'bad-option', message, ...(hint === undefined ? {} : { hint }) };
}

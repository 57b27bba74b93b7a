import { type Checked, checked, type Diagnostic } from '../base/diagnostic.ts';
import { ownValue } from '../base/own-value.ts';

/** The text with each `${NAME}` replaced by that environment variable; an error for each that is not set. */
export function resolveEnvironment(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Checked<string> {
  const diagnostics: Diagnostic[] = [];
  const resolved = text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = ownValue(environment, name);
    if (value !== undefined) return value;
    diagnostics.push({
      severity: 'error',
      code: 'missing-environment-variable',
      message: `The environment variable "${name}" is not set; project.yml asks for it in "${text}".`,
      hint: `Set ${name} and run it again.`,
    });
    return '';
  });
  return checked(resolved, diagnostics);
}

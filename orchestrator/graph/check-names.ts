import type { Diagnostic } from '../base/diagnostic.ts';
import type { Project } from '../project/project.ts';

/** An error for each name that two files have: a model, seed, raw table or assertion is known by its name alone. */
export function checkNames({
  models,
  seeds,
  loadSpecs,
  assertions,
  macros,
  contracts,
}: Project): Diagnostic[] {
  return [[...loadSpecs, ...seeds, ...models, ...assertions], macros, contracts].flatMap(twice);
}

function twice(things: readonly { readonly name: string; readonly file: string }[]): Diagnostic[] {
  const first = new Map<string, string>();
  return things.flatMap(({ name, file }): Diagnostic[] => {
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, file);
      return [];
    }
    const message = `The name "${name}" is taken: ${other} has it too.`;
    return [
      {
        severity: 'error',
        code: 'duplicate-name',
        message,
        place: { file },
        hint: 'Give one of the two files another name.',
      },
    ];
  });
}

import type { Project } from '../project/project.ts';
import { portableTypes, type SqlType } from './sql-type.ts';

/** The type of a column by its name, where all files of the project that declare one of that name agree. */
export function declaredTypes(project: Project): (name: string) => SqlType | undefined {
  const declared: readonly { readonly name: string; readonly type?: string }[] = [
    ...project.models.flatMap(({ columns }) => columns),
    ...project.contracts.flatMap(({ columns }) => columns),
    ...project.seeds.flatMap(({ columns }) => columns),
    ...project.loadSpecs.flatMap(({ form }) => [...form.columns]),
  ];
  const types = new Map<string, Set<string>>();
  for (const { name, type } of declared) {
    if (type !== undefined) types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  return (name) => {
    const [only, ...others] = types.get(name) ?? [];
    return others.length > 0 ? undefined : Object.entries(portableTypes).find(([type]) => type === only)?.[1];
  };
}

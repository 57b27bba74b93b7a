import type { Diagnostic } from '../base/diagnostic.ts';
import type { DiagnosticCode } from '../base/diagnostic-codes.ts';
import type { Parsed } from './check-shape.ts';
import type { ColumnFields, RelationTestFields } from './header-schemas.ts';
import type { DeclaredTest } from './project.ts';
import type { YamlDocument } from './yaml-document.ts';

/** The keys of a header or of a seed's entry from which tests come. */
export interface TestedFields {
  readonly grain?: readonly string[];
  readonly columns?: Readonly<Record<string, ColumnFields>>;
  readonly tests?: readonly RelationTestFields[];
}

/**
 * All tests that a header or a seed's entry asks for: those of its columns, those of the whole relation, and those that its
 * grain stands for (unique, and not null but for columns that are `nullable`). What is asked for twice is tested once.
 */
export function parseDeclaredTests(
  document: YamlDocument,
  fields: TestedFields,
  path: readonly PropertyKey[],
  code: DiagnosticCode,
): Parsed<readonly DeclaredTest[]> {
  const byContent = new Map<string, DeclaredTest>();
  const diagnostics: Diagnostic[] = [];

  const add = (testPath: readonly PropertyKey[], written: RelationTestFields): void => {
    const { place, lineText } = document.place(testPath);
    const severity = written.severity ?? 'error';
    const found = declared(written);
    for (const content of found) {
      const key = JSON.stringify(content);
      if (!byContent.has(key)) byContent.set(key, { ...content, place, lineText, severity });
    }
    if (found.length === 1) return;
    const message = `A test is one of not_null, unique, accepted_values, relationships and adds_up_to; this names ${found.length === 0 ? 'none' : 'several'}.`;
    diagnostics.push({ severity: 'error', code, message, place, lineText });
  };

  for (const [index, test] of (fields.tests ?? []).entries()) add([...path, 'tests', index], test);
  for (const [column, { tests: ofColumn }] of Object.entries(fields.columns ?? {})) {
    for (const [index, test] of (ofColumn ?? []).entries()) {
      add([...path, 'columns', column, 'tests', index], {
        not_null: test.not_null && [column],
        unique: test.unique && [column],
        accepted_values: test.accepted_values && { column, values: test.accepted_values },
        relationships: test.relationships && { column, ...test.relationships },
        severity: test.severity,
      });
    }
  }
  const grain = fields.grain ?? [];
  if (grain.length > 0) {
    const present = grain.filter((column) => fields.columns?.[column]?.nullable !== true);
    add([...path, 'grain'], { unique: [...grain] });
    if (present.length > 0) add([...path, 'grain'], { not_null: present });
  }
  return { value: [...byContent.values()], diagnostics };
}

type WithoutPlace<T> = T extends unknown ? Omit<T, 'place' | 'lineText' | 'severity'> : never;

/** The kinds that the keys name: one, if they are right. */
function declared(written: RelationTestFields): WithoutPlace<DeclaredTest>[] {
  const found: WithoutPlace<DeclaredTest>[] = [];
  if (written.not_null) found.push({ kind: 'not_null', columns: written.not_null });
  if (written.unique) found.push({ kind: 'unique', columns: written.unique });
  if (written.accepted_values) found.push({ kind: 'accepted_values', ...written.accepted_values });
  if (written.relationships) found.push({ kind: 'relationships', ...written.relationships });
  if (written.adds_up_to) {
    const { model, by, sum, other_sum: otherSum = sum } = written.adds_up_to;
    found.push({ kind: 'adds_up_to', model, by, sum, otherSum });
  }
  return found;
}

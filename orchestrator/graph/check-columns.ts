import type { Diagnostic } from '../base/diagnostic.ts';
import type { NodeName } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { type PlacedLine, placeAt, sourceText } from '../base/source-text.ts';
import { columnsOfKeys } from '../base/table-keys.ts';
import { ownColumns } from '../project/own-columns.ts';
import type { Contract, DeclaredTest, LoadSpec, Model, Project } from '../project/project.ts';
import { otherRelations } from './test-nodes.ts';

/** What headers say of columns, compared with what the project's contracts, seeds and load specs say that there is. */
export function checkColumns(project: Project): Diagnostic[] {
  const contracts = new Map(project.contracts.map((contract) => [contract.name, contract]));
  const columns = knownColumns(project, contracts);
  const ofTests = [...project.models, ...project.seeds].flatMap(({ name, tests }) =>
    tests.flatMap((test) => checkTest(name, test, columns)),
  );
  // A grain's column is named by two tests, at one place.
  const told = new Map(ofTests.map((one) => [JSON.stringify([one.place, one.message]), one]));
  return [...project.models.flatMap((model) => checkContract(model, contracts)), ...told.values()];
}

/** The columns of each relation, or undefined where only the warehouse will know: a model without a contract. */
function knownColumns(
  project: Project,
  contracts: ReadonlyMap<string, Contract>,
): ReadonlyMap<string, ReadonlySet<string> | undefined> {
  const namesOf = (columns: readonly { name: string }[]): Set<string> =>
    new Set(columns.map(({ name }) => name));
  const ofSpec = ({ form }: LoadSpec): Set<string> =>
    new Set([...ownColumns[form.kind], ...namesOf(form.columns)]);
  return new Map<string, ReadonlySet<string> | undefined>([
    ...project.seeds.map((seed) => [seed.name, namesOf(seed.columns)] as const),
    ...project.loadSpecs.map((spec) => [spec.name, ofSpec(spec)] as const),
    ...project.models.map((model) => {
      const contract = model.contract === undefined ? undefined : contracts.get(model.contract);
      return [model.name, contract && namesOf(contract.columns)] as const;
    }),
  ]);
}

function checkContract(model: Model, contracts: ReadonlyMap<string, Contract>): Diagnostic[] {
  if (model.contract === undefined) return [];
  const contract = contracts.get(model.contract);
  const found: Diagnostic[] = [];
  const broken = (name: string, message: string, hint?: string): void => {
    found.push({ severity: 'error', code: 'broken-contract', message, ...placeInHeader(model, name), hint });
  };
  if (contract === undefined) {
    const message = `"${model.contract}" is not a contract of this project.`;
    broken(
      model.contract,
      message,
      didYouMean(model.contract, contracts.keys()) ?? 'Contracts stand in models/contracts/.',
    );
    return found;
  }
  const types = new Map(contract.columns.map(({ name, type }) => [name, type]));
  const has = (name: string, what: string): boolean => {
    if (types.has(name)) return true;
    broken(
      name,
      `${what} "${name}" is not in the contract "${contract.name}".`,
      didYouMean(name, types.keys()),
    );
    return false;
  };
  for (const { name, type } of model.columns) {
    if (!has(name, 'The column') || type === undefined || type === types.get(name)) continue;
    broken(
      name,
      `The column "${name}" is ${type} here and ${types.get(name)} in the contract "${contract.name}".`,
    );
  }
  if (model.stampedColumn !== undefined) has(model.stampedColumn, 'The stamped column');
  for (const name of columnsOfKeys(model.tableKeys ?? {})) has(name, 'The key column');
  if (model.materialized === 'incremental' && !types.has('statement_month')) {
    const message = `An incremental model has a column "statement_month", and the contract "${contract.name}" has none.`;
    broken(model.contract, message);
  }
  return found;
}

/** A name's first place in a model's header: what the header says is kept, where it says it is not. */
function placeInHeader(model: Model, name: string): PlacedLine {
  const header = model.text.slice(0, model.bodyOffset);
  const word = new RegExp(`(?<![\\w"'])["']?${name.replace(/[^\w]/g, '\\$&')}(?!\\w)`);
  const at = Math.max(0, header.search(word));
  return placeAt(sourceText(model.file, model.text), at, at + name.length);
}

function checkTest(
  of: NodeName,
  test: DeclaredTest,
  columns: ReadonlyMap<string, ReadonlySet<string> | undefined>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { place, lineText } = test;
  for (const other of otherRelations(test)) {
    if (columns.has(other)) continue;
    const message = `"${other}" is not a model, seed or source of this project.`;
    found.push({
      severity: 'error',
      code: 'unknown-ref',
      message,
      place,
      lineText,
      hint: didYouMean(other, columns.keys()),
    });
  }
  for (const [relation, names] of namedColumns(of, test)) {
    const known = columns.get(relation);
    if (known === undefined) continue;
    for (const name of names) {
      if (known.has(name)) continue;
      const message = `"${name}" is not a column of "${relation}".`;
      found.push({
        severity: 'error',
        code: 'unknown-name',
        message,
        place,
        lineText,
        hint: didYouMean(name, known),
      });
    }
  }
  return found;
}

function namedColumns(of: string, test: DeclaredTest): [relation: string, columns: readonly string[]][] {
  switch (test.kind) {
    case 'not_null':
    case 'unique':
      return [[of, test.columns]];
    case 'accepted_values':
      return [[of, [test.column]]];
    case 'relationships':
      return [
        [of, [test.column]],
        [test.to, [test.field]],
      ];
    case 'adds_up_to':
      return [
        [of, [...test.by, test.sum]],
        [test.model, [...test.by, test.otherSum]],
      ];
    default:
      return test satisfies never;
  }
}

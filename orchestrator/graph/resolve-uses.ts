import type { Diagnostic } from '../base/diagnostic.ts';
import { type NodeName, nodeName } from '../base/names.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { placeAt, type SourceText } from '../base/source-text.ts';
import type { Project } from '../project/project.ts';
import type { TemplateUse } from '../templates/template.ts';

/** The names of a project by what they may be used for. */
export interface KnownNames {
  /** Models and seeds: what `{{ref}}` may name. */
  readonly relations: ReadonlySet<string>;
  /** What was probably meant by a name that is not among them; every model may read the one that was renamed. */
  readonly nearRelation: (name: string) => string | undefined;
  /** Raw tables: what `{{source}}` may name. */
  readonly sources: ReadonlySet<string>;
  readonly vars: ReadonlySet<string>;
  /** Each source of bills with the raw tables that its files land in. */
  readonly billSources: ReadonlyMap<string, readonly NodeName[]>;
  /** Each contract with the models that have it, in alphabetical order. */
  readonly contracts: ReadonlyMap<string, readonly NodeName[]>;
}

/** The names of a project's files. */
export function knownNames(project: Project): KnownNames {
  const relations = new Set([...project.models, ...project.seeds].map(({ name }) => name));
  const near = new Map<string, string | undefined>();
  return {
    relations,
    nearRelation(name) {
      if (!near.has(name)) near.set(name, didYouMean(name, relations));
      return near.get(name);
    },
    sources: new Set(project.loadSpecs.map(({ name }) => name)),
    vars: new Set(Object.keys(project.vars)),
    billSources: new Map([['bill', billTables(project)]]),
    contracts: new Map(project.contracts.map(({ name }) => [name, modelsWith(project, name)])),
  };
}

/** The models whose header names a contract, in alphabetical order: what `{{union_of}}` puts together. */
export function modelsWith({ models }: Project, contract: string): NodeName[] {
  return models
    .filter((model) => model.contract === contract)
    .map(({ name }) => name)
    .sort();
}

/** The raw tables of bills, in alphabetical order: what `{{loaded_rows "bill"}}` puts together. */
export function billTables({ loadSpecs }: Project): NodeName[] {
  return loadSpecs
    .filter(({ form }) => form.kind === 'bill')
    .map(({ name }) => name)
    .sort();
}

/** The raw table of `{{source "aws_dbr" "line_items"}}`. */
export function rawTable(source: string, table: string): NodeName {
  return nodeName(`raw_${source}__${table}`);
}

/** The nodes that one use reads; none if it names nothing, which {@link checkUse} says. */
export function readsOfUse(use: TemplateUse, names: KnownNames): readonly NodeName[] {
  switch (use.kind) {
    case 'ref':
      return names.relations.has(use.name) ? [nodeName(use.name)] : [];
    case 'source': {
      const table = rawTable(use.source, use.table);
      return names.sources.has(table) ? [table] : [];
    }
    case 'union_of':
      return names.contracts.get(use.contract) ?? [];
    case 'loaded_rows':
      return names.billSources.get(use.source) ?? [];
    case 'var':
    case 'env':
    case 'macro':
    case 'in_scope':
      return [];
    default:
      return use satisfies never;
  }
}

/** An error if a use in a file names what the project does not have. */
export function checkUse(use: TemplateUse, source: SourceText, names: KnownNames): Diagnostic[] {
  const error = (code: Diagnostic['code'], message: string, hint?: string): Diagnostic[] => [
    { severity: 'error', code, message, ...placeAt(source, use.start, use.end), hint },
  ];
  switch (use.kind) {
    case 'ref': {
      if (names.relations.has(use.name)) return [];
      if (names.sources.has(use.name)) {
        return error('unknown-ref', `"${use.name}" is a raw table.`, `Read it with ${asSource(use.name)}.`);
      }
      const near = names.nearRelation(use.name);
      return error('unknown-ref', `"${use.name}" is not a model, seed or source of this project.`, near);
    }
    case 'source': {
      const table = rawTable(use.source, use.table);
      if (names.sources.has(table)) return [];
      const message = `There is no load spec models/raw/${table}.yml, so no raw table that this could name.`;
      const near = didYouMean(table, names.sources)?.replace(/"(.+)"/, (_, name: string) => asSource(name));
      return error('unknown-ref', message, near);
    }
    case 'union_of': {
      const models = names.contracts.get(use.contract);
      if (models === undefined) {
        const near = didYouMean(use.contract, names.contracts.keys());
        return error('unknown-ref', `"${use.contract}" is not a contract of this project.`, near);
      }
      if (models.length > 0) return [];
      return error(
        'broken-contract',
        `No model has the contract "${use.contract}", so there is nothing to put together.`,
      );
    }
    case 'loaded_rows': {
      if ((names.billSources.get(use.source) ?? []).length > 0) return [];
      return error(
        'unknown-ref',
        `No load spec of this project lands bills of "${use.source}".`,
        'Bills come from the source "bill".',
      );
    }
    case 'var': {
      if (names.vars.has(use.name)) return [];
      const hint = didYouMean(use.name, names.vars) ?? 'Variables are listed under "vars" in project.yml.';
      return error('unknown-name', `"${use.name}" is not a variable of this project.`, hint);
    }
    case 'env':
    case 'macro':
    case 'in_scope':
      return [];
    default:
      return use satisfies never;
  }
}

function asSource(rawName: string): string {
  const [source = '', table = ''] = rawName.replace(/^raw_/, '').split('__');
  return `{{source "${source}" "${table}"}}`;
}

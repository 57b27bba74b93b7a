import * as z from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { SourceText } from '../base/source-text.ts';
import { alarmSchema } from './alarm-schema.ts';
import { checkShape, type Parsed } from './check-shape.ts';
import { materialized, tableKeys, text } from './header-schemas.ts';
import { numberAsWritten } from './number-as-written.ts';
import { type Project, sourceNames, type TargetConfig, type VarChoices, type Vars } from './project.ts';
import { parseYaml, type YamlDocument } from './yaml-document.ts';

/** More would only make DuckDB slow to start, and an absurd number stop it. */
const atOnce = z.int().min(1).max(1024);

const target = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('duckdb'),
    path: text,
    memory: text.optional(),
    threads: atOnce.optional(),
    concurrency: atOnce.optional(),
    source_role_arn: text.optional(),
  }),
  z.object({ type: z.literal('redshift') }).catchall(text),
]);

const locations = z.preprocess(
  (written) => (typeof written === 'string' ? [written] : written),
  z.array(text).min(1),
);

const varValue = z.union([z.string(), z.number(), z.boolean()], {
  error: 'A variable is expected to be text, a number, true or false.',
});

/** Its value, or also the values that it may have. */
const variable = z.union(
  [varValue, z.strictObject({ default: varValue, one_of: z.array(varValue).min(1).optional() })],
  {
    error: 'A variable is expected to be text, a number, true or false, or a map of "default" and "one_of".',
  },
);

const layerDefaults = z.strictObject({
  materialized: materialized.optional(),
  redshift: tableKeys.optional(),
});

/** What holds for the models of a layer unless their own header says otherwise. */
export type LayerDefaults = z.output<typeof layerDefaults>;

const projectFile = z.strictObject({
  name: text,
  layers: z.array(text).min(1),
  vars: z.record(z.string(), variable).optional(),
  sources: z.partialRecord(z.enum(sourceNames), locations).optional(),
  alarms: alarmSchema,
  models: z.record(z.string(), layerDefaults).optional(),
  targets: z.record(z.string(), target),
  default_target: text,
});

/** What project.yml says, besides what the folders hold. */
export type ProjectFile = Pick<
  Project,
  'name' | 'layers' | 'vars' | 'targets' | 'defaultTarget' | 'sources' | 'alarms'
> & {
  readonly varChoices: VarChoices;
  readonly layerDefaults: readonly (readonly [layer: string, defaults: LayerDefaults])[];
};

/** project.yml; `${NAME}` in it stays as written. */
export function parseProjectFile(source: SourceText): Parsed<ProjectFile> {
  const document = parseYaml(source, 'bad-yaml');
  const { value: fields, diagnostics } = checkShape(document, projectFile, 'bad-yaml');
  if (fields === undefined) return { diagnostics };
  const value: ProjectFile = {
    name: fields.name,
    layers: fields.layers,
    ...readVars(fields.vars ?? {}),
    sources: fields.sources ?? {},
    alarms: fields.alarms,
    targets: Object.fromEntries(
      Object.entries(fields.targets).map(([name, config]) => [name, targetConfig(config)]),
    ),
    defaultTarget: fields.default_target,
    layerDefaults: Object.entries(fields.models ?? {}),
  };
  return {
    value,
    diagnostics: [
      ...checkNames(document, value),
      ...checkNumbers(document, fields.vars ?? {}),
      ...checkChoices(document, value),
    ],
  };
}

type WrittenVars = Readonly<Record<string, z.output<typeof variable>>>;

function readVars(written: WrittenVars): { vars: Vars; varChoices: VarChoices } {
  const all = Object.entries(written);
  return {
    vars: Object.fromEntries(
      all.map(([name, value]) => [name, typeof value === 'object' ? value.default : value]),
    ),
    varChoices: Object.fromEntries(
      all.flatMap(([name, value]) =>
        typeof value === 'object' && value.one_of !== undefined ? [[name, value.one_of]] : [],
      ),
    ),
  };
}

function targetConfig(config: z.output<typeof target>): TargetConfig {
  if (config.type === 'duckdb') {
    const { source_role_arn: sourceRoleArn, ...others } = config;
    return sourceRoleArn === undefined ? others : { ...others, sourceRoleArn };
  }
  const { type, ...settings } = config;
  return { type, settings };
}

function checkNames(
  document: YamlDocument,
  { layers, layerDefaults, targets, defaultTarget }: ProjectFile,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [index, layer] of layers.entries()) {
    if (layers.indexOf(layer) === index) continue;
    const message = `The layer "${layer}" stands here twice.`;
    found.push({ severity: 'error', code: 'duplicate-name', message, ...document.place(['layers', index]) });
  }
  for (const [layer] of layerDefaults) {
    if (layers.includes(layer)) continue;
    const message = `"${layer}" is not a layer of this project.`;
    const hint = didYouMean(layer, layers) ?? `Its layers are: ${layers.join(', ')}.`;
    found.push({
      severity: 'error',
      code: 'unknown-layer',
      message,
      ...document.place(['models', layer], 'key'),
      hint,
    });
  }
  if (!Object.hasOwn(targets, defaultTarget)) {
    const names = Object.keys(targets);
    const hint = didYouMean(defaultTarget, names) ?? `The targets are: ${names.join(', ')}.`;
    const message = `"default_target" names "${defaultTarget}", which is not one of the targets.`;
    found.push({
      severity: 'error',
      code: 'unknown-target',
      message,
      ...document.place(['default_target']),
      hint,
    });
  }
  return found;
}

function checkNumbers(document: YamlDocument, vars: WrittenVars): Diagnostic[] {
  const places = Object.entries(vars).flatMap(
    ([name, value]): (readonly [readonly PropertyKey[], unknown])[] =>
      typeof value === 'object'
        ? [
            [['vars', name, 'default'], value.default],
            ...(value.one_of ?? []).map((one, index) => [['vars', name, 'one_of', index], one] as const),
          ]
        : [[['vars', name], value]],
  );
  return places.flatMap(([path, value]): Diagnostic[] => {
    const written = document.written(path);
    if (typeof value !== 'number' || written === undefined) return [];
    const message = numberAsWritten(String(path[1]), written, value);
    if (message === undefined) return [];
    const hint = `Write it in quotes: "${written}".`;
    return [{ severity: 'error', code: 'bad-yaml', message, ...document.place(path), hint }];
  });
}

function checkChoices(document: YamlDocument, { vars, varChoices }: ProjectFile): Diagnostic[] {
  return Object.entries(varChoices).flatMap(([name, choices]): Diagnostic[] => {
    const value = vars[name];
    if (value === undefined || choices.includes(value)) return [];
    const message = `The default of the variable "${name}" is "${value}", which "one_of" does not list.`;
    const hint = didYouMean(String(value), choices.map(String)) ?? `It lists: ${choices.join(', ')}.`;
    return [
      {
        severity: 'error',
        code: 'bad-yaml',
        message,
        ...document.place(['vars', name, 'default']),
        hint,
      },
    ];
  });
}

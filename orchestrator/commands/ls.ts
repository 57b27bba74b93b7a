import type { GraphNode } from '../graph/graph.ts';
import { layerOf } from '../graph/layer-of.ts';
import { formatJson } from '../report/format-json.ts';
import { formatNodeList, type ListedNode } from '../report/format-node-list.ts';
import { formatCounted } from '../report/format-quantity.ts';
import { screenOf } from '../report/screen.ts';
import type { Command, RunOptions } from './command.ts';
import { prepareRun } from './prepare-run.ts';
import { showDiagnostics } from './show-diagnostics.ts';

/** What the project has, by layer. People see tests only where nothing else is selected: there are several for each model. */
export const ls: Command<RunOptions> = async (options, effects) => {
  const prepared = await prepareRun(options, effects);
  showDiagnostics(prepared.diagnostics, effects, options);
  if (!prepared.ok) return 2;
  const { graph, selected } = prepared.value;
  const chosen = graph.order
    .flatMap((name) => graph.nodes.get(name) ?? [])
    .filter(({ name }) => selected === undefined || selected.has(name));
  const others = chosen.filter(({ kind }) => kind !== 'test');
  const nodes = (others.length > 0 && !options.json ? others : chosen).map(listNode);
  const listed = ['raw', 'seeds', ...graph.project.layers, 'tests']
    .filter((layer, index, layers) => layers.indexOf(layer) === index)
    .flatMap((layer) => nodes.filter((node) => node.layer === layer));
  if (options.json) {
    effects.out.write(formatJson(listed, effects.out));
    return 0;
  }
  const hidden = chosen.length - nodes.length;
  // Of a selection no selector says the same.
  const all = selected === undefined ? ': npx apportion ls --select kind:test' : '; --json has them';
  const footer = hidden > 0 ? ['', `And ${formatCounted(hidden, 'test')}${all}`] : [];
  const lines = [...formatNodeList(listed, screenOf(effects.out, effects.environment)), ...footer];
  effects.out.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
};

function listNode(node: GraphNode): ListedNode {
  const { name, kind, reads } = node;
  const layer = layerOf(node);
  switch (node.kind) {
    case 'source':
      return { name, kind, layer, description: node.spec.description, file: node.spec.file, reads };
    case 'seed':
      return { name, kind, layer, description: node.seed.description, file: node.seed.file, reads };
    case 'model': {
      const { materialized, description, file } = node.model;
      return { name, kind, layer, materialized, description, file, reads };
    }
    case 'test': {
      const { test } = node;
      const description =
        test.kind === 'assertion' ? test.assertion.description : `${test.declared.kind} of ${test.of}`;
      const file = test.kind === 'assertion' ? test.assertion.file : test.declared.place.file;
      return { name, kind, layer, description, file, reads };
    }
    default:
      return node satisfies never;
  }
}

import { createRequire } from 'node:module';
import path from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** A block of a Terraform file: `resource "aws_sqs_queue" "x" { … }`. */
export interface Block {
  readonly kind: string;
  readonly labels: readonly string[];
  readonly text: string;
}

export interface TerraformFile {
  readonly blocks: readonly Block[];
  /** Lines at which it cannot be read. */
  readonly mistakes: readonly number[];
}

/** A parser of Terraform's language, as HashiCorp's own grammar has it. */
export async function openTerraformParser(): Promise<(text: string) => TerraformFile> {
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve(
    '@tree-sitter-grammars/tree-sitter-hcl/package.json',
  );
  const parser = new Parser();
  parser.setLanguage(await Language.load(path.join(path.dirname(grammar), 'tree-sitter-terraform.wasm')));
  return (text) => {
    const tree = parser.parse(text);
    if (tree === null) throw new Error('no tree');
    const file = {
      blocks: childrenOf(childrenOf(tree.rootNode).find(({ type }) => type === 'body')).flatMap(blockOf),
      mistakes: mistakesIn(tree.rootNode),
    };
    tree.delete();
    return file;
  };
}

/** What could not be read, and what had to be thought in for it: a brace that is not closed is no error, only a node that is missing. */
function mistakesIn(node: Node): number[] {
  const own = node.isError || node.isMissing ? [node.startPosition.row + 1] : [];
  return [...own, ...childrenOf(node).flatMap(mistakesIn)];
}

function blockOf(node: Node): Block[] {
  if (node.type !== 'block') return [];
  const [kind, ...labels] = childrenOf(node)
    .filter(({ type }) => type === 'identifier' || type === 'string_lit')
    .map(({ text }) => text.replaceAll('"', ''));
  return [{ kind: kind ?? '', labels, text: node.text }];
}

function childrenOf(node: Node | null | undefined): Node[] {
  return (node?.children ?? []).filter((child) => child !== null);
}

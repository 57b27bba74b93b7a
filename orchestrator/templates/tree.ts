/**
 * The nodes of Handlebars' tree by their type. Its own types give each node the type `Statement` or `Expression`, whose
 * `type` is any string, so that a switch on it would narrow nothing.
 */
export type StatementNode =
  | hbs.AST.ContentStatement
  | hbs.AST.MustacheStatement
  | hbs.AST.BlockStatement
  | hbs.AST.CommentStatement
  | hbs.AST.PartialStatement
  | hbs.AST.PartialBlockStatement;

export type ExpressionNode =
  | hbs.AST.PathExpression
  | hbs.AST.SubExpression
  | hbs.AST.StringLiteral
  | hbs.AST.NumberLiteral
  | hbs.AST.BooleanLiteral
  | hbs.AST.UndefinedLiteral
  | hbs.AST.NullLiteral;

// Handlebars makes no other nodes than these in these two places.
export const statementNode = (node: hbs.AST.Statement): StatementNode => node as StatementNode;
export const expressionNode = (node: hbs.AST.Expression): ExpressionNode => node as ExpressionNode;

/** A word with arguments, wherever it stands. */
export interface CallNode extends hbs.AST.Node {
  readonly path: hbs.AST.PathExpression | hbs.AST.Literal;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

/** The word of a call if it is a plain name, as all words of the language are. */
export function plainName(path: hbs.AST.Node): string | undefined {
  const node = expressionNode(path);
  if (node.type !== 'PathExpression' || node.data || node.depth > 0) return undefined;
  return /^[A-Za-z_]\w*$/.test(node.original) ? node.original : undefined;
}

import Handlebars from 'handlebars';

export interface SyntaxMistake {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint?: string;
}

const example =
  'An expression is a word with its arguments: {{ref "stg_x"}}, {{int_div "a" (big_integer "b")}}.';

/** What is wrong with a template that Handlebars cannot read: each expression that it cannot read by itself, and blocks that do not match. */
export function explainSyntax(
  text: string,
  mustaches: readonly { readonly start: number; readonly end: number }[],
  fallback: string,
): SyntaxMistake[] {
  const found: SyntaxMistake[] = [];
  const open: { start: number; end: number; word: string }[] = [];
  for (const span of mustaches) {
    const written = text.slice(span.start, span.end);
    const [, sign = '', word = ''] = /^\{\{~?\s*([#/^]?)\s*([\w-]*)/.exec(written) ?? [];
    if (!written.endsWith('}}')) {
      found.push({ ...span, message: 'This expression never ends.', hint: 'Close it with }}.' });
    } else if (sign === '#') {
      open.push({ ...span, word });
      if (!isReadable(`${written}{{/${word}}}`))
        found.push({ ...span, message: 'This expression cannot be read.', hint: example });
    } else if (sign === '/') {
      const block = open.pop();
      if (block === undefined) {
        found.push({ ...span, message: `"${written}" ends a block that does not begin anywhere.` });
      } else if (block.word !== word) {
        found.push({ ...span, message: `"${written}" stands where {{/${block.word}}} is expected.` });
      }
    } else if (word === 'else' || sign === '^') {
      if (open.length === 0)
        found.push({ ...span, message: `"${written}" stands outside of every {{#if}}.` });
    } else if (!isReadable(written)) {
      found.push({ ...span, message: 'This expression cannot be read.', hint: example });
    }
  }
  for (const block of open) {
    found.push({
      ...block,
      message: `The block {{#${block.word}}} is never closed.`,
      hint: `Close it with {{/${block.word}}}.`,
    });
  }
  const [first] = mustaches;
  if (found.length === 0)
    found.push({
      start: first?.start ?? 0,
      end: first?.end ?? 1,
      message: `The template cannot be read: ${fallback}`,
    });
  return found;
}

function isReadable(written: string): boolean {
  try {
    Handlebars.parse(written);
    return true;
  } catch {
    return false;
  }
}

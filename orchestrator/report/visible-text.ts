// C0 and C1 controls, DEL, the line and paragraph separators, and what turns the direction of text around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal.
const hostile = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

// The same without C0 controls, which JSON escapes by itself.
const hostileInJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/**
 * Text from a bill, a file's name or a warehouse, safe to print: what would move the cursor, change colours or turn the
 * direction of text is shown as `\e`, `\n`, `\u202e`.
 */
export function visibleText(text: string): string {
  return text.replace(hostile, (character) => named[character] ?? escaped(character));
}

/** Lines of JSON that say the same, safe to print: these characters only occur in its texts, where an escape means them. */
export function visibleJson(text: string): string {
  return text.replace(hostileInJson, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The same for text of several lines: line feeds stay. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleText).join('\n');
}

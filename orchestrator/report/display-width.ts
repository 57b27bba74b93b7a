const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const plain = /^[\u0020-\u007e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is an escape sequence, which takes no room.
const colour = /\u001b\[[0-9;]*m/g;
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const narrow = /^[\p{Mark}\p{Format}]/u;

/** How many columns of a terminal the text takes; colours take none, an emoji and a Han character take two. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text.replace(colour, ''))) width += graphemeWidth(segment);
  return width;
}

/** The text cut to at most `columns`, with `…` where something was taken away. Colours must be added afterwards. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text with spaces after it, or before it, up to `columns`. */
export function padToWidth(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

function graphemeWidth(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return narrow.test(grapheme) ? 0 : 1;
}

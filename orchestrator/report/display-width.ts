/** Latin letters and the usual punctuation, of which each character takes one column: no soft hyphen, no mark, nothing invisible. */
const plain = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour is an escape sequence, which takes no room.
const colour = /\u001b\[[0-9;]*m/g;
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const narrow = /^[\p{Mark}\p{Format}]/u;

/** How many columns of a terminal the text takes; colours take none, an emoji and a Han character take two. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text.replace(colour, ''))) width += graphemeWidth(segment);
  return width;
}

/** The text cut to at most `columns`, with `…` where something was taken away. Colours must be added afterwards. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return '';
  if (plain.test(text)) return `${text.slice(0, columns - 1)}…`;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemesOf(text)) {
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

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character each. */
function graphemesOf(text: string): Iterable<Intl.SegmentData> {
  // Made when a text needs it: that takes a quarter of the time in which a short command starts.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (wide.test(grapheme)) return 2;
  return narrow.test(grapheme) ? 0 : 1;
}

import { type PlacedLine, placeAt, sourceText } from '../base/source-text.ts';
import type { Model } from '../project/project.ts';

/** A name's first place in a model's header; the beginning of the file if it does not stand there. */
export function placeInHeader(model: Model, name: string): PlacedLine {
  const header = model.text.slice(0, model.bodyOffset);
  const word = new RegExp(`(?<![\\w"'])["']?${name.replace(/[^\w]/g, '\\$&')}(?!\\w)`);
  const at = Math.max(0, header.search(word));
  return placeAt(sourceText(model.file, model.text), at, at + name.length);
}

import { helperParameters } from '../base/helper-parameters.ts';
import { type Memo, memoKey } from '../base/memo.ts';
import { sourceText } from '../base/source-text.ts';
import { parseTemplate, type TemplateToParse } from '../templates/parse-template.ts';
import type { ParsedTemplate } from '../templates/template.ts';

type Kept = Pick<ParsedTemplate, 'parts' | 'uses'>;

/** Reads templates of a project that has these macros, or recalls what stood in the same text before, if it had no mistake. */
export function parseTemplatesWith(
  knownMacros: ReadonlyMap<string, readonly string[]>,
  memo: Memo,
): (template: Omit<TemplateToParse, 'knownMacros' | 'helperParameters'>) => ParsedTemplate {
  const macros = memoKey(JSON.stringify([...knownMacros]));
  return (template) => {
    const { file, text, bodyOffset, parameters = [] } = template;
    const key = memoKey('template', macros, JSON.stringify(parameters), String(bodyOffset), file, text);
    const keyOfParts = `${key}/parts`;
    const uses = memo.find(key);
    const partsLater = memo.findLater(keyOfParts);
    if (uses !== undefined && partsLater !== undefined) {
      let parts: Kept['parts'] | undefined;
      return {
        file,
        source: sourceText(file, text),
        parameters,
        // The memo gives back what was kept under a key, which is what is kept below.
        uses: uses as Kept['uses'],
        get parts() {
          parts ??= partsLater() as Kept['parts'];
          return parts;
        },
        diagnostics: [],
      };
    }
    const parsed = parseTemplate({ ...template, knownMacros, helperParameters });
    if (parsed.diagnostics.length === 0) {
      memo.keep(key, parsed.uses);
      memo.keep(keyOfParts, parsed.parts);
    }
    return parsed;
  };
}

import { type Memo, memoKey } from '../base/memo.ts';
import type { SourceText } from '../base/source-text.ts';
import type { Parsed } from './check-shape.ts';

type Parsers = typeof import('./parsers.ts');

/** What is to be parsed, and what it depends on besides the engine. */
export interface ParseTask<T> {
  readonly kind: string;
  readonly sources: readonly SourceText[];
  /** Whatever else decides over what comes out. */
  readonly settings?: readonly string[];
  readonly parse: (parsers: Parsers) => Parsed<T>;
}

/** What parses a file, or recalls what came of the same text before. What has a mistake is never kept: it is read again. */
export type ParseOnce = <T extends object>(task: ParseTask<T>) => Promise<Parsed<T>>;

/** Parses with a memo. The text of a file is not kept in it a second time. */
export function parseOnceWith(memo: Memo): ParseOnce {
  let parsers: Promise<Parsers> | undefined;
  return async <T extends object>({ kind, sources, settings = [], parse }: ParseTask<T>) => {
    const [source] = sources;
    const key = memoKey(kind, ...settings, ...sources.flatMap(({ file, text }) => [file, text]));
    // The memo gives back what was kept under the key, and under this kind of key that is what this parser gave.
    const known = memo.find(key) as T | undefined;
    if (known !== undefined) return { value: withText(known, source?.text ?? ''), diagnostics: [] };
    parsers ??= import('./parsers.ts');
    const parsed = parse(await parsers);
    if (parsed.value !== undefined && parsed.diagnostics.length === 0)
      memo.keep(key, withText(parsed.value, ''));
    return parsed;
  };
}

function withText<T extends object>(value: T, text: string): T {
  return 'text' in value ? { ...value, text } : value;
}

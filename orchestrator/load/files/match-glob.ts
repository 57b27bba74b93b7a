const magic = /[*?[{]/;

/** Whether the text has a wildcard: `*`, `?`, `[…]`, `{…}`. */
export function isGlob(text: string): boolean {
  return magic.test(text);
}

/** The folder under which everything that the glob can match lies: its parts before the first wildcard. */
export function globBase(glob: string): string {
  const parts = glob.split('/');
  const first = parts.findIndex(isGlob);
  const base = parts.slice(0, first < 0 ? -1 : first).join('/');
  return base === '' && glob.startsWith('/') ? '/' : base;
}

/** What everything that the glob can match begins with: its text before the first wildcard. */
export function globPrefix(glob: string): string {
  return glob.slice(0, Math.max(0, glob.search(magic)));
}

/**
 * Whether a path with forward slashes matches: `*` and `?` stay within a folder, `**` crosses folders (also none), `[abc]` and
 * `{a,b}` are choices. Everything else stands for itself, a brace without its other one too.
 */
export function matchGlob(glob: string, path: string): boolean {
  return new RegExp(`^${toPattern(glob)}$`, 'su').test(path);
}

function toPattern(glob: string): string {
  const tokens = glob.match(/(?:\*\*\/)+|\*\*+|\[!?[^\]]+\]|./gsu) ?? [];
  const braces = pairedBraces(tokens);
  let open = 0;
  return tokens
    .map((token, index) => {
      if (token.startsWith('**')) return token.endsWith('/') ? '(?:[^/]+/)*' : '.*';
      if (token.startsWith('[') && token.length > 1) return setPattern(token);
      if (braces.has(index)) {
        open += token === '{' ? 1 : -1;
        return token === '{' ? '(?:' : ')';
      }
      if (token === '*') return '[^/]*';
      if (token === '?') return '[^/]';
      if (token === ',' && open > 0) return '|';
      return token.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
    })
    .join('');
}

function pairedBraces(tokens: readonly string[]): ReadonlySet<number> {
  const paired = new Set<number>();
  const begun: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === '{') begun.push(index);
    const begin = token === '}' ? begun.pop() : undefined;
    if (begin !== undefined) paired.add(begin).add(index);
  }
  return paired;
}

/** As in a shell: a range that runs backwards has nothing in it, and what is not in a set is still no slash. */
function setPattern(token: string): string {
  const isNegated = /^\[![^\]]/.test(token);
  const members = token
    .slice(isNegated ? 2 : 1, -1)
    .replace(/(.)-(.)/gsu, (range, first: string, last: string) =>
      Number(first.codePointAt(0)) <= Number(last.codePointAt(0)) ? range : '',
    )
    .replace(/[\\^]/g, '\\$&');
  return `[${isNegated ? '^/' : ''}${members}]`;
}

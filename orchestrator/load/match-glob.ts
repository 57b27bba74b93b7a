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
 * `{a,b}` are choices. Everything else stands for itself.
 */
export function matchGlob(glob: string, path: string): boolean {
  return new RegExp(`^${toPattern(glob)}$`, 's').test(path);
}

function toPattern(glob: string): string {
  let pattern = '';
  let open = 0;
  for (let at = 0; at < glob.length; at++) {
    const rest = glob.slice(at);
    const character = rest.charAt(0);
    const set = /^\[(!?)([^\]]+)\]/.exec(rest);
    if (rest.startsWith('**/')) {
      pattern += '(?:[^/]+/)*';
      at += 2;
    } else if (rest.startsWith('**')) {
      pattern += '.*';
      at += 1;
    } else if (character === '*') pattern += '[^/]*';
    else if (character === '?') pattern += '[^/]';
    else if (set !== null) {
      pattern += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (character === '{' && rest.includes('}')) {
      pattern += '(?:';
      open++;
    } else if (character === '}' && open > 0) {
      pattern += ')';
      open--;
    } else if (character === ',' && open > 0) pattern += '|';
    else pattern += character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  }
  return pattern;
}

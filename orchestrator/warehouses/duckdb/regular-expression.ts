/**
 * How many capturing groups a regular expression has: `'a(b)(?:c)(?P<d>e)[(]\\('` → 2.
 * RE2 answers a question for a group that is not there with an error, and a pattern may hold syntax (`(?i)`, `(?P<…>`)
 * that JavaScript's own parser refuses, so the parentheses are counted here.
 */
export function countGroups(pattern: string): number {
  let groups = 0;
  let isInClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') {
      // Everything between \Q and \E is plain text.
      const end = pattern[at + 1] === 'Q' ? pattern.indexOf('\\E', at) : at;
      if (end < 0) return groups;
      at = end + 1;
    } else if (isInClass) {
      isInClass = character !== ']';
    } else if (character === '[') {
      isInClass = true;
      // A bracket directly after the opening one, or after its ^, is a member of the class.
      if (pattern[at + 1] === '^') at++;
      if (pattern[at + 1] === ']') at++;
    } else if (character === '(') {
      const after = pattern.slice(at + 1, at + 4);
      if (!after.startsWith('?') || after === '?P<' || /^\?<[^=!]/.test(after)) groups++;
    }
  }
  return groups;
}

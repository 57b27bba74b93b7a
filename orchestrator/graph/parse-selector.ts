/** How far a selector reaches from what it names: so many steps, or all the way. */
export type Reach = number | 'all';

/** One part of a selector: `2+tag:ecs`, `@int_x`. */
export interface SelectorTerm {
  readonly written: string;
  readonly method: string;
  /** May hold `*` and `?`. */
  readonly value: string;
  readonly upstream: Reach;
  readonly downstream: Reach;
  /** `@`: everything that reads it, and everything that those read. */
  readonly isWithSurroundings: boolean;
}

/** The methods that a term may begin with: `layer:allocation`. */
export const selectorMethods = ['name', 'tag', 'path', 'layer', 'kind'] as const;

/** `a+,tag:b` → two terms that must both hold. */
export function parseSelector(text: string): SelectorTerm[] {
  return text.split(',').map((written) => {
    const match = /^(@?)(?:(\d*)(\+))?(.*?)(?:(\+)(\d*))?$/.exec(written.trim());
    const [, at = '', up = '', hasUp, named = '', hasDown, down = ''] = match ?? [];
    const [, method, value] = /^([a-z_]+):(.*)$/.exec(named) ?? [];
    return {
      written: written.trim(),
      method: method ?? (named.includes('/') ? 'path' : 'name'),
      value: value ?? named,
      upstream: reach(hasUp, up),
      downstream: reach(hasDown, down),
      isWithSurroundings: at === '@',
    };
  });
}

function reach(plus: string | undefined, steps: string): Reach {
  if (plus === undefined) return 0;
  return steps === '' ? 'all' : Number(steps);
}

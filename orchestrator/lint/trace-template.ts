import { type AnsweredCall, renderTemplate, type TemplateChoice } from '../templates/render-template.ts';
import type { ParsedTemplate, TemplatePart } from '../templates/template.ts';
import { createMarks, type TracedSql, withoutMarks } from './marks.ts';

/** What a template is rendered with to be looked at. */
export interface TraceContext {
  readonly macros: ReadonlyMap<string, ParsedTemplate>;
  /** What a word or a helper gives; it may throw where an argument is not what it takes. */
  readonly answer: (call: AnsweredCall) => string;
}

type Branch = readonly TemplatePart[];

/**
 * The SQL of a template, with what of it stands in files: its own text, that of the macros that it uses, and the arguments of
 * helpers within what the helpers made of them. Several texts if it has conditions, so that each branch is in one of them.
 * The parameters of a macro stand for themselves.
 */
export function traceTemplate(template: ParsedTemplate, context: TraceContext): TracedSql[] {
  const seen = new Set<Branch>();
  const traced: TracedSql[] = [];
  const values = new Map(template.parameters.map((name) => [name, `${name}_argument`]));
  do {
    const marks = createMarks();
    const { sql } = renderTemplate(template, {
      macros: context.macros,
      isIncremental: true,
      answer: (call) => answerMarked(call, context.answer),
      mark: marks.mark,
      choose: (choice) => chooseUnseen(choice, seen),
      values,
    });
    traced.push(marks.trace(sql));
  } while (hasUnseen(template.parts, seen));
  return traced;
}

function chooseUnseen({ whenTrue, whenFalse }: TemplateChoice, seen: Set<Branch>): boolean {
  const isUnseen = (branch: Branch): boolean => !seen.has(branch) || hasUnseen(branch, seen);
  const takesTrue = isUnseen(whenTrue) || !isUnseen(whenFalse);
  seen.add(takesTrue ? whenTrue : whenFalse);
  return takesTrue;
}

function hasUnseen(parts: Branch, seen: ReadonlySet<Branch>): boolean {
  return parts.some(
    (part) =>
      part.kind === 'choice' &&
      [part.whenTrue, part.whenFalse].some((branch) => !seen.has(branch) || hasUnseen(branch, seen)),
  );
}

/**
 * A helper's answer with the marks of its arguments in it. A helper that looks into an argument, as at the name of a type, must
 * not be given marks there: an argument keeps them only if the same comes out as without.
 */
function answerMarked(call: AnsweredCall, answer: TraceContext['answer']): string {
  const attempt = (given: readonly string[]): string | undefined => {
    try {
      return answer({ ...call, arguments: given });
    } catch {
      // A macro's parameter stands where a helper takes only some words.
      return undefined;
    }
  };
  const plain = call.arguments.map(withoutMarks);
  const expected = attempt(plain);
  if (expected === undefined) return `(${call.arguments.join(', ')})`;
  const isSame = (given: string | undefined): given is string =>
    given !== undefined && withoutMarks(given) === expected;
  const kept = call.arguments.map((argument, index) => {
    const alone = plain.with(index, argument);
    return isSame(attempt(alone)) ? argument : withoutMarks(argument);
  });
  const marked = attempt(kept);
  return isSame(marked) ? marked : expected;
}

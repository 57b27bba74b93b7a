import type { Condition, Expression, ParsedTemplate, TemplatePart } from './template.ts';

/** What a template's words stand for here and now. */
export interface RenderContext {
  /** By name; each is free of mistakes, and no macro uses itself. */
  readonly macros: ReadonlyMap<string, ParsedTemplate>;
  readonly isIncremental: boolean;
  /** The text for a word of the language or a helper, whose arguments are rendered already. */
  readonly answer: (call: AnsweredCall) => string;
  /** What stands for text of a file: itself, unless somebody looks for it again in what helpers made of it. */
  readonly mark?: (text: string, template: ParsedTemplate, offset: number) => string;
  /** Which branch to take, whatever the condition says: for those who want to see both. */
  readonly choose?: (choice: TemplateChoice) => boolean;
  /** Of a macro that is rendered by itself: what its parameters stand for. */
  readonly values?: ReadonlyMap<string, string>;
}

export type TemplateChoice = Extract<TemplatePart, { kind: 'choice' }>;

export interface AnsweredCall {
  readonly word: string;
  readonly arguments: readonly string[];
  readonly template: ParsedTemplate;
  /** Where in the template's file the word stands. */
  readonly start: number;
}

/** The SQL of a template, and for each stretch of it where it came from. Stretches are in the order of the text. */
export interface RenderedTemplate {
  readonly sql: string;
  readonly segments: readonly Segment[];
}

export interface Segment {
  /** Where the stretch begins in the SQL; it ends where the next one begins. */
  readonly at: number;
  /** Where it comes from in the template's own file: its own text, or the expression that gave it. */
  readonly origin: Origin;
  /** The innermost macro whose body holds the text, if it comes from one. */
  readonly macro?: Origin;
}

export interface Origin {
  readonly template: ParsedTemplate;
  readonly offset: number;
  /** Whether the stretch is the file's text character by character, or what one expression at `offset` gave. */
  readonly isText: boolean;
}

/** Renders a template that was read without a mistake. */
export function renderTemplate(template: ParsedTemplate, context: RenderContext): RenderedTemplate {
  const pieces: string[] = [];
  const segments: Segment[] = [];
  let length = 0;
  const emit = (text: string, origin: Origin, macro?: Origin): void => {
    if (text === '') return;
    segments.push({ at: length, origin, ...(macro && { macro }) });
    pieces.push(text);
    length += text.length;
  };
  renderParts({ template, values: context.values ?? new Map(), context, emit }, template.parts);
  const sql = pieces.join('').trimEnd();
  // A line comment at the end would swallow what is put behind the query.
  const lastLine = sql.slice(sql.lastIndexOf('\n') + 1);
  return { sql: lastLine.includes('--') ? `${sql}\n` : sql, segments };
}

/** One template being rendered: the whole, or a macro's body with the values of its parameters. */
interface Rendering {
  readonly template: ParsedTemplate;
  readonly values: ReadonlyMap<string, string>;
  readonly context: RenderContext;
  readonly emit: (text: string, origin: Origin, macro?: Origin) => void;
}

function renderParts(rendering: Rendering, parts: readonly TemplatePart[]): void {
  const { template, context, emit } = rendering;
  for (const part of parts) {
    switch (part.kind) {
      case 'text': {
        const text = template.source.text.slice(part.start, part.end);
        emit(context.mark?.(text, template, part.start) ?? text, {
          template,
          offset: part.start,
          isText: true,
        });
        break;
      }
      case 'output':
        renderOutput(rendering, part.expression, { template, offset: part.start, isText: false });
        break;
      case 'choice':
        renderParts(rendering, takesTrue(rendering, part) ? part.whenTrue : part.whenFalse);
        break;
      default:
        throw new Error(`not a part of a template: ${JSON.stringify(part satisfies never)}`);
    }
  }
}

/** A macro's text keeps two origins: the call in the file that was asked for, and the place in the macro's own file. */
function renderOutput(rendering: Rendering, expression: Expression, call: Origin): void {
  if (expression.kind !== 'macro') {
    rendering.emit(textOf(rendering, expression), call);
    return;
  }
  const inner = enterMacro(rendering, expression);
  const emit = (text: string, origin: Origin, macro?: Origin): void =>
    rendering.emit(text, call, macro ?? origin);
  renderParts({ ...inner, emit }, inner.template.parts);
}

function enterMacro(
  rendering: Rendering,
  { name, arguments: given }: Extract<Expression, { kind: 'macro' }>,
): Rendering {
  const template = rendering.context.macros.get(name);
  if (template === undefined) throw new Error(`the macro "${name}" was not read`);
  const values = new Map(
    given.map((argument, index) => [template.parameters[index] ?? '', textOf(rendering, argument)]),
  );
  return { ...rendering, template, values };
}

function textOf(rendering: Rendering, expression: Expression): string {
  const { context, template, values } = rendering;
  switch (expression.kind) {
    case 'text':
      return expression.start === undefined
        ? expression.text
        : (context.mark?.(expression.text, template, expression.start) ?? expression.text);
    case 'parameter':
      return values.get(expression.name) ?? '';
    case 'macro': {
      const pieces: string[] = [];
      const inner = enterMacro(rendering, expression);
      renderParts({ ...inner, emit: (text) => pieces.push(text) }, inner.template.parts);
      return pieces.join('');
    }
    case 'word': {
      const given = expression.arguments.map((argument) => textOf(rendering, argument));
      return context.answer({ word: expression.word, arguments: given, template, start: expression.start });
    }
    default:
      return expression satisfies never;
  }
}

function takesTrue(rendering: Rendering, choice: TemplateChoice): boolean {
  return rendering.context.choose?.(choice) ?? isTrue(rendering, choice.condition);
}

function isTrue(rendering: Rendering, condition: Condition): boolean {
  switch (condition.kind) {
    case 'incremental':
      return rendering.context.isIncremental;
    case 'equal':
      return textOf(rendering, condition.left) === textOf(rendering, condition.right);
    case 'all':
      return condition.of.every((part) => isTrue(rendering, part));
    case 'any':
      return condition.of.some((part) => isTrue(rendering, part));
    case 'not':
      return !isTrue(rendering, condition.of);
    case 'holds': {
      const text = textOf(rendering, condition.value);
      return text !== '' && text !== 'false';
    }
    default:
      return condition satisfies never;
  }
}

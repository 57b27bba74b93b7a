/** A procedure whose body does nothing but execute literals, one after the other. */
export interface StoredProcedure {
  /** As it is written, with its schema if it has one. */
  readonly name: string;
  readonly steps: readonly { readonly sql: string; readonly line: number }[];
}

/** A statement that makes such a procedure; undefined if it is none. Throws if the body does something else. */
export function parseProcedure(sql: string): StoredProcedure | undefined {
  const [, name, , body] =
    /^create or replace procedure (\S+)\(\) as (\$\w*\$)([\s\S]*)\2 language plpgsql$/.exec(sql) ?? [];
  if (name === undefined || body === undefined) return undefined;
  const steps: { sql: string; line: number }[] = [];
  let rest = body.replace(/^begin\n/, '');
  let line = 2;
  for (let step = nextStep(rest); step !== null; step = nextStep(rest)) {
    steps.push({ sql: unquote(step[1] ?? ''), line });
    line += step[0].split('\n').length - 1;
    rest = rest.slice(step[0].length);
  }
  if (rest.trim() !== 'end;') throw new Error(`the stand-in executes literals only: ${rest.slice(0, 80)}`);
  return { name, steps };
}

/** The words that Redshift has for where in a procedure an error came from. */
export function whereInProcedure({ name }: StoredProcedure, line: number): string {
  return `PL/pgSQL function "${name.split('.').at(-1)}" line ${line} at execute statement`;
}

function nextStep(text: string): RegExpExecArray | null {
  return /^execute '((?:[^'\\]|''|\\[\s\S])*)';\n/.exec(text);
}

function unquote(text: string): string {
  return text.replace(/''|\\([\s\S])/g, (found, escaped: string | undefined) =>
    found === "''" ? "'" : (escaped ?? ''),
  );
}

import { Command, CommanderError } from 'commander';
import type { Effects } from '../base/effects.ts';
import { fileProblem } from '../base/file-problem.ts';
import type { ExitCode, Machine } from './command.ts';
import { commandOptions } from './command-options.ts';
import { type CommandEntry, commandTable } from './command-table.ts';
import { showDiagnostics, type Telling } from './show-diagnostics.ts';

const firstSteps: CommandEntry['examples'] = [
  ['sample --out sample', "a made-up company's bill, to try things on"],
  ['build --source bill=./my-bill.csv.zip', 'an own bill, whichever its format'],
  ['show costs_by_product_area', 'what came of it'],
  ['ls --select +alc_host_parts', 'a model and all that it reads'],
];

const exitCodes = `Exit codes:
  0    published, or done
  1    something failed, and nothing was published
  2    could not start
  130  interrupted, and nothing was published`;

/** Does what the arguments say; resolves to the exit code. A bug is shown as what it is, with its stack, and is a 1. */
export async function runCommandLine(
  args: readonly string[],
  effects: Effects,
  machine: Machine,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  let telling: Telling = {};
  const program = new Command('apportion')
    .description('Breaks an AWS bill down by product area, to the last digit.')
    .version(machine.version, '--version', 'print the version')
    .helpOption('--help', 'print this')
    .helpCommand(false)
    .configureOutput({
      writeOut: effects.out.write,
      writeErr: effects.err.write,
      getOutHelpWidth: () => effects.out.columns,
      getErrHelpWidth: () => effects.err.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for what there is, with examples)')
    .addHelpText('after', `\nExamples:\n${formatExamples(firstSteps)}\n\n${exitCodes}`)
    .exitOverride();
  for (const entry of commandTable) {
    addCommand(program, entry).action(async (...received: unknown[]) => {
      const command = await entry.load();
      const options = givenOptions(entry, received);
      telling = options;
      exitCode = await command(options, effects, machine);
    });
  }
  try {
    await program.parseAsync(wordsToParse(args), { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has said what was wrong; 0 is what --help and --version end with.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const problem = fileProblem(error, effects.workingFolder);
    if (problem !== undefined) {
      showDiagnostics([problem], effects, telling);
      return 1;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    effects.err.write(`internal error: ${text}\nThis is a bug of apportion, not of your project.\n`);
    return 1;
  }
}

/** `help build` is `build --help`. Of a command that does not exist commander would say the general help, and end with 0. */
function wordsToParse(args: readonly string[]): readonly string[] {
  const words = args[0] === 'help' ? [...args.slice(1), '--help'] : args;
  const [first = ''] = words;
  return first.startsWith('-') || commandTable.some(({ name }) => name === first) ? words : words.slice(0, 1);
}

function addCommand(program: Command, entry: CommandEntry): Command {
  const command = program
    .command(entry.name)
    .helpGroup(`${entry.group}:`)
    .description(entry.description)
    .helpOption('--help', 'print this')
    .allowExcessArguments(false)
    .addHelpText('after', `\nExamples:\n${formatExamples(entry.examples)}`);
  if (entry.argument) command.argument(`<${entry.argument.name}>`, entry.argument.description);
  for (const name of entry.options) command.addOption(commandOptions[name]());
  return command;
}

function formatExamples(examples: CommandEntry['examples']): string {
  return examples.map(([line, purpose]) => `  $ npx apportion ${line}\n      ${purpose}`).join('\n');
}

/**
 * commander gives the argument, if there is one, and then the options. That they are what the command expects is not
 * something that a type can know: both follow the same entry of the table.
 */
function givenOptions(entry: CommandEntry, received: readonly unknown[]): never {
  const [first, second] = received;
  const given = entry.argument === undefined ? first : { ...Object(second), [entry.argument.name]: first };
  return given as never;
}

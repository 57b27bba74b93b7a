import type { Effects } from '../base/effects.ts';

/** 0 = done or published, 1 = something failed and nothing was published, or nobody can say whether it was, 2 = could not start, 130 = interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** What a command does with its options. */
export type Command<Options> = (options: Options, effects: Effects, machine: Machine) => Promise<ExitCode>;

/** What the command line knows of itself and of what it runs on. */
export interface Machine {
  readonly version: string;
  readonly nodeVersion: string;
}

/** Of every command that reads the project. */
export interface ProjectOptions {
  readonly projectDir?: string;
  readonly target?: string;
  readonly vars?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** How what happens is told on standard error; `text` if not said. Of the commands that execute. */
  readonly log?: 'text' | 'json';
}

/** Of the commands that work on a part of the project. */
export interface SelectionOptions extends ProjectOptions {
  readonly select?: readonly string[];
  readonly exclude?: readonly string[];
}

/** What may have come of a run that somebody wants to be told of. */
export const notifyWhen = ['failure', 'warning', 'success'] as const;
export type NotifyWhen = (typeof notifyWhen)[number];

/** Of the commands that execute, or say what they would. */
export interface RunOptions extends SelectionOptions {
  readonly month?: readonly string[];
  readonly source?: readonly string[];
  readonly allMonths?: boolean;
  /** Of what a webhook is told. */
  readonly notify?: readonly NotifyWhen[];
  /** False with --no-publish. */
  readonly publish?: boolean;
}

import picocolors from 'picocolors';
import type { TextOutput } from '../base/effects.ts';

/** What text is made for: how wide, and whether colours are understood. */
export interface Screen {
  readonly columns: number;
  /** A terminal; else a file or a program gets the text. */
  readonly isWatched: boolean;
  readonly paint: Paint;
}

/** For text that no person sees on a terminal: a log, a chat. */
export const plainScreen: Screen = { columns: 100, isWatched: false, paint: picocolors.createColors(false) };

export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colours only where a person is looking, and never against `NO_COLOR`; a redirected text is 100 columns wide. */
export function screenOf(
  output: Pick<TextOutput, 'isTerminal' | 'columns'>,
  environment: Readonly<Record<string, string | undefined>>,
): Screen {
  const isPlain = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return {
    columns: output.isTerminal ? Math.max(40, output.columns) : 100,
    isWatched: output.isTerminal,
    paint: picocolors.createColors(output.isTerminal && !isPlain),
  };
}

import type { Diagnostic } from '../base/diagnostic.ts';

/** What happens while files are loaded; each is also one of a run's events. */
export type LoadEvent =
  /** Of the files of a source these are in S3 and new, and are going to be downloaded. */
  | {
      readonly kind: 'download-started';
      readonly source: string;
      readonly files: number;
      readonly bytes: number;
    }
  /** The files of a source were found; those with nothing new are not read again. */
  | {
      readonly kind: 'files-found';
      readonly source: string;
      readonly files: number;
      readonly unchanged: number;
      readonly bytes: number;
    }
  /** Reading of one file began. */
  | {
      readonly kind: 'file-load-started';
      readonly source: string;
      readonly path: string;
      readonly format: string;
      readonly bytes: number;
    }
  /** A file was sent to where the warehouse reads it, or was found there. */
  | { readonly kind: 'file-sent'; readonly bytes: number; readonly wasThere: boolean }
  /** One file is in its raw table. */
  | {
      readonly kind: 'file-loaded';
      readonly source: string;
      readonly path: string;
      readonly rows: number;
      readonly milliseconds: number;
    }
  /** Something odd that does not stop the run. */
  | { readonly kind: 'warning'; readonly diagnostic: Diagnostic };

export type OnLoadEvent = (event: LoadEvent) => void;

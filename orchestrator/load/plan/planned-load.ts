import type { Diagnostic } from '../../base/diagnostic.ts';
import type { LoadSpec, SourceName } from '../../project/project.ts';
import type { FileColumn, FileLoad } from '../../warehouses/file-load.ts';
import type { InspectedFile } from '../content/inspect-file.ts';
import type { FileCopies } from '../files/file-copies.ts';
import type { FoundFile } from '../files/found-file.ts';
import type { BillSpec } from '../formats/recognize-format.ts';

/** A file, or a member of an archive, that is to be read into one raw table. */
export interface PlannedLoad {
  readonly source: SourceName;
  readonly spec: LoadSpec;
  readonly found: FoundFile;
  readonly member: string | null;
  /** For messages: the file's path, and the member's name after it. */
  readonly shown: string;
  /** The file's path as it is remembered, the same wherever the command was started. */
  readonly identity: string;
  readonly inspected: InspectedFile;
  readonly header: readonly string[];
  readonly load: FileLoad;
  /** How the month of a bill whose rows do not say it was found before it was read. */
  readonly monthFrom: 'rows' | 'file name' | 'guess';
}

export interface PlanContext {
  readonly source: SourceName;
  readonly specs: readonly LoadSpec[];
  /** Of all bill formats, to know a bill that lies among events. */
  readonly billSpecs: readonly BillSpec[];
  readonly show: (path: string) => string;
  readonly identify: (path: string) => string;
  readonly fileCopies: FileCopies;
  /** An existing folder for the members of archives. */
  readonly workFolder: string;
  /** Whether a file that is remembered, or another one of this load, may have the same content: they are as long. */
  readonly isPerhapsKnown: (found: FoundFile) => boolean;
  /** How much was inflated into the work folder so far: only so much is. */
  readonly inflated: { bytes: number };
  /** Ids of files that are remembered. */
  readonly takenIds: ReadonlySet<string>;
  readonly parquetColumns: (path: string) => Promise<readonly FileColumn[]>;
  readonly parquetRows: (path: string) => Promise<number>;
}

export interface FilePlan {
  readonly loads: readonly PlannedLoad[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A file, or a member of one, as it lies there. */
export interface Content {
  readonly found: FoundFile;
  /** Whether it was given by its own name. */
  readonly isNamed: boolean;
  /** What is to be read: the file itself, or a member of it in the work folder. */
  readonly path: string;
  readonly shown: string;
  /** The name in which a month may stand. */
  readonly name: string;
  readonly member: string | null;
}

/** One load of an inspected file into the raw table of one spec. */
export function planned(
  content: Content,
  inspected: InspectedFile,
  context: PlanContext,
  spec: LoadSpec,
  load: FileLoad,
  header: readonly string[],
  monthFrom: PlannedLoad['monthFrom'],
): PlannedLoad {
  const { found, member, shown } = content;
  // The beginning of the content has served its purpose.
  const kept = { ...inspected, start: Buffer.alloc(0) };
  const identity = context.identify(found.path);
  return {
    source: context.source,
    spec,
    found,
    member,
    shown,
    identity,
    inspected: kept,
    header,
    load,
    monthFrom,
  };
}

/** An error of a whole file. */
export function fileError(
  code: Diagnostic['code'],
  file: string,
  message: string,
  hint?: string,
): Diagnostic {
  return { severity: 'error', code, message, place: { file }, hint };
}

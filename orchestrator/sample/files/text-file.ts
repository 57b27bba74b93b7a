import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';

/** A file of the sample, named as the summary names it: relative to its folder, with forward slashes. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/** A file that is written piece by piece and never in memory as a whole. */
export interface TextFile {
  /** Takes text; resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
  readonly close: () => Promise<WrittenFile>;
  /** Lets go of a file that will not be finished. */
  readonly abandon: () => void;
}

/** A new file below the folder; compressed if its name ends in `.gz`. */
export async function openTextFile(folder: string, name: string): Promise<TextFile> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  const file = createWriteStream(path.join(folder, name));
  const head = name.endsWith('.gz') ? createGzip({ level: 6 }) : undefined;
  head?.pipe(file);
  const target = head ?? file;
  return {
    write: async (text) => {
      if (!target.write(text)) await once(target, 'drain');
    },
    close: async () => {
      target.end();
      await finished(file);
      return { path: name, bytes: file.bytesWritten };
    },
    abandon: () => {
      head?.destroy();
      file.destroy();
    },
  };
}

/** Writes a file that is small enough to be one text. */
export async function writeTextFile(folder: string, name: string, text: string): Promise<WrittenFile> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  const content = name.endsWith('.gz') ? await promisify(gzip)(text, { level: 6 }) : Buffer.from(text);
  await writeFile(path.join(folder, name), content);
  return { path: name, bytes: content.length };
}

import { dayMs, secondMs } from '../calendar.ts';
import type { Deliveries } from '../events/delivery.ts';
import { openTextFile, type WrittenFile } from './text-file.ts';

/** A day of a large company is longer than a text can be. */
const pieceLength = 1 << 20;

/**
 * Writes a stream as Firehose lays it down, one compressed file for each day on which something arrived: on even days one
 * document a line, on odd days one right after the other.
 */
export async function writeEvents(
  folder: string,
  stream: string,
  deliveries: Deliveries,
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  for (const { midnight, documents } of deliveries.days()) {
    const separator = (midnight / dayMs) % 2 === 0 ? '\n' : '';
    const time = new Date(midnight + 5 * secondMs).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
    const file = await openTextFile(folder, `${stream}/${stream}-1-${time}.json.gz`);
    let text = '';
    for (const document of documents) {
      text += `${JSON.stringify(document)}${separator}`;
      if (text.length > pieceLength) {
        await file.write(text);
        text = '';
      }
    }
    await file.write(text);
    files.push(await file.close());
  }
  return files;
}

import { dayMs, secondMs } from '../calendar.ts';
import type { Delivery } from '../events/delivery.ts';
import { type WrittenFile, writeTextFile } from './text-file.ts';

/**
 * Writes a stream as Firehose lays it down, one compressed file for each day on which something arrived: on even days one
 * document a line, on odd days one right after the other.
 */
export async function writeEvents(
  folder: string,
  stream: string,
  deliveries: readonly Delivery[],
): Promise<WrittenFile[]> {
  const files: WrittenFile[] = [];
  let day: Delivery[] = [];
  const writeDay = async (): Promise<void> => {
    const [first] = day;
    if (first === undefined) return;
    const midnight = Math.floor(first.at / dayMs) * dayMs;
    const separator = (midnight / dayMs) % 2 === 0 ? '\n' : '';
    const text = day.map(({ document }) => `${JSON.stringify(document())}${separator}`).join('');
    const time = new Date(midnight + 5 * secondMs).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');
    files.push(await writeTextFile(folder, `${stream}/${stream}-1-${time}.json.gz`, text));
    day = [];
  };
  for (const delivery of deliveries) {
    if (day[0] !== undefined && Math.floor(day[0].at / dayMs) !== Math.floor(delivery.at / dayMs))
      await writeDay();
    day.push(delivery);
  }
  await writeDay();
  return files;
}

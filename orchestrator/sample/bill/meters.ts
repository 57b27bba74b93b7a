import { billStartedAt, hourMs, type SampleCalendar, type SampleMonth } from '../calendar.ts';
import type { BillRow } from './bill-row.ts';

/** Something that is charged by the hour: the same number of rows in each hour from the first to the last begun one. */
export interface Meter {
  readonly startedAt: number;
  /** Undefined: runs on when the bill ends. */
  readonly stoppedAt?: number;
  readonly rowsPerHour: number;
  readonly rowsOf: (month: SampleMonth, hour: number) => readonly BillRow[];
}

/** How many rows a meter gives in all months. */
export function countMeterRows(calendar: SampleCalendar, meter: Meter): number {
  return Math.max(0, (lastHour(calendar, meter) - firstHour(meter)) / hourMs) * meter.rowsPerHour;
}

/** The rows of all meters, hour after hour, with those that `extra` has for the hour. */
export function* readMeters(
  calendar: SampleCalendar,
  meters: readonly Meter[],
  extra: (month: SampleMonth, hour: number) => Iterable<BillRow>,
): Generator<BillRow> {
  const starting = new Map<number, Meter[]>();
  for (const meter of meters) {
    const hour = firstHour(meter);
    if (lastHour(calendar, meter) <= hour) continue;
    starting.set(hour, [...(starting.get(hour) ?? []), meter]);
  }
  let running: Meter[] = [];
  for (const month of calendar.months) {
    for (let hour = month.startedAt; hour < month.stoppedAt; hour += hourMs) {
      running = [
        ...running.filter((meter) => lastHour(calendar, meter) > hour),
        ...(starting.get(hour) ?? []),
      ];
      for (const meter of running) yield* meter.rowsOf(month, hour);
      yield* extra(month, hour);
    }
  }
}

function firstHour({ startedAt }: Meter): number {
  return Math.max(billStartedAt, Math.floor(startedAt / hourMs) * hourMs);
}

function lastHour(calendar: SampleCalendar, { stoppedAt }: Meter): number {
  return Math.min(calendar.stoppedAt, Math.ceil((stoppedAt ?? calendar.stoppedAt) / hourMs) * hourMs);
}

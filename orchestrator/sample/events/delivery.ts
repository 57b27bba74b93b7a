import { dayMs, hourMs, secondMs } from '../calendar.ts';
import type { Random } from '../random.ts';

/**
 * Events on their way, by the day on which they arrive. A large company has ten million of them: each is two numbers here,
 * and becomes a document when it is written.
 */
export interface Deliveries {
  readonly count: () => number;
  /** The documents of each day, in the order of their arrival; `midnight` is the day's first moment. */
  readonly days: () => Generator<{ readonly midnight: number; readonly documents: Iterable<object> }>;
}

export interface OpenDeliveries extends Deliveries {
  /** An event that arrives at a moment, unless that is after the last one. */
  readonly add: (at: number, event: number) => void;
  /**
   * Hands an event over as EventBridge and Firehose do: at least once, a little later, now and then much later, so that
   * STOPPED may come before RUNNING. None comes too late to be known, since the truth knows it.
   */
  readonly deliver: (random: Random, emittedAt: number, event: number) => void;
}

interface Day {
  readonly arrivals: number[];
  readonly events: number[];
}

/** No deliveries yet. `documentOf` is asked for the document of an event's number, once for each time that it arrives. */
export function openDeliveries(until: number, documentOf: (event: number) => object): OpenDeliveries {
  const days = new Map<number, Day>();
  let count = 0;
  const add = (at: number, event: number): void => {
    if (at >= until) return;
    const midnight = Math.floor(at / dayMs) * dayMs;
    const day = days.get(midnight) ?? { arrivals: [], events: [] };
    if (day.arrivals.length === 0) days.set(midnight, day);
    day.arrivals.push(at);
    day.events.push(event);
    count += 1;
  };
  return {
    add,
    deliver: (random, emittedAt, event) => {
      const at = Math.min(emittedAt + delay(random), until - secondMs);
      add(at, event);
      if (random.chance(25)) add(at + random.between(1, 600) * secondMs, event);
    },
    count: () => count,
    days: function* () {
      for (const [midnight, day] of [...days].sort(([left], [right]) => left - right))
        yield { midnight, documents: documentsOf(day, documentOf) };
    },
  };
}

function* documentsOf({ arrivals, events }: Day, documentOf: (event: number) => object): Generator<object> {
  const order = Uint32Array.from(arrivals.keys());
  // Of two that arrive at the same moment, the one that was added first.
  order.sort((left, right) => (arrivals[left] ?? 0) - (arrivals[right] ?? 0) || left - right);
  for (const position of order) yield documentOf(events[position] ?? 0);
}

function delay(random: Random): number {
  const lot = random.integer(1000);
  if (lot < 4) return random.integer(5 * hourMs);
  return random.between(1, lot < 20 ? 2400 : 60) * secondMs;
}

/** The envelope of every event, with `time` in whole seconds as EventBridge has it. */
export function envelope(
  id: string,
  detailType: string,
  source: string,
  account: string,
  time: string,
  region: string,
  resources: readonly string[],
  detail: object,
): object {
  return { version: '0', id, 'detail-type': detailType, source, account, time, region, resources, detail };
}

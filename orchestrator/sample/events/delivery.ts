import { hourMs, secondMs } from '../calendar.ts';
import type { Random } from '../random.ts';

/** An event on its way: it arrives at a moment, and is written then. */
export interface Delivery {
  readonly at: number;
  readonly document: () => object;
}

/**
 * Hands events over as EventBridge and Firehose do: at least once, a little later, now and then much later, so that STOPPED
 * may come before RUNNING.
 */
export function deliver(random: Random, emittedAt: number, document: () => object): Delivery[] {
  const at = emittedAt + delay(random);
  const once = { at, document };
  return random.chance(25) ? [once, { at: at + random.between(1, 600) * secondMs, document }] : [once];
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

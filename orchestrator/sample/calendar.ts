export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** One of the two months that the sample's bill is for. */
export interface SampleMonth {
  /** `2017-01` */
  readonly name: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly hours: number;
  readonly isEstimated: boolean;
}

export const january = sampleMonth('2017-01', Date.UTC(2017, 0), Date.UTC(2017, 1), false);
export const february = sampleMonth('2017-02', Date.UTC(2017, 1), Date.UTC(2017, 2), true);
export const sampleMonths: readonly SampleMonth[] = [january, february];

/** The bill's first and last moment. */
export const billStartedAt = january.startedAt;
export const billStoppedAt = february.stoppedAt;

/** When the company began to collect events; what was going on then is known from snapshots only. */
export const listeningSince = billStartedAt - 10 * minuteMs;

/** `2017-02-07 03:00:00`, as a bill writes it. */
export function formatBillTime(at: number): string {
  let text = billTimes.get(at);
  if (text === undefined) {
    text = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    billTimes.set(at, text);
  }
  return text;
}

// A bill has a million lines, and hardly more moments than hours.
const billTimes = new Map<number, string>();

/** `2017-02-07T03:00:00Z`: whole seconds, as CloudTrail and the envelope of events write it. */
export function formatSecond(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** As ECS writes it, without the fraction's last zeros: `03:00:00.123Z`, `03:00:00.5Z`, `03:00:00Z`. */
export function formatMoment(at: number): string {
  const text = new Date(at).toISOString();
  const fraction = text.slice(20, 23).replace(/0+$/, '');
  return `${text.slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function sampleMonth(name: string, startedAt: number, stoppedAt: number, isEstimated: boolean): SampleMonth {
  return { name, startedAt, stoppedAt, hours: (stoppedAt - startedAt) / hourMs, isEstimated };
}

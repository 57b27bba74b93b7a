export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** One of the months that the sample's bill is for. */
export interface SampleMonth {
  /** `2017-01` */
  readonly name: string;
  /** Of the year: 1 to 12. */
  readonly number: number;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly hours: number;
  readonly isEstimated: boolean;
}

/** The months of a bill, one after the other from January 2017 on. */
export interface SampleCalendar {
  readonly months: readonly SampleMonth[];
  /** The bill's last moment; its first is `billStartedAt`. */
  readonly stoppedAt: number;
  readonly hours: number;
}

/** A bill of 1 to 12 months. A single month is final; of several the last is still estimated. */
export function sampleCalendar(count: number): SampleCalendar {
  const months = Array.from({ length: count }, (_, index) =>
    sampleMonth(index + 1, index > 0 && index === count - 1),
  );
  return {
    months,
    stoppedAt: Date.UTC(2017, count),
    hours: months.reduce((sum, { hours }) => sum + hours, 0),
  };
}

/** Around when something happens that has to happen in small bills too: the first turn of a month, if there is one. */
export function middleOf({ months, stoppedAt }: SampleCalendar): number {
  return months.length > 1
    ? secondMonthStartedAt
    : billStartedAt + Math.floor((stoppedAt - billStartedAt) / 2);
}

/** For rows that are not yet put into a month. */
export const anyMonth = sampleMonth(1, false);

/** The bill's first moment. */
export const billStartedAt = Date.UTC(2017, 0);

/** When the second month begins, if the bill has one. */
export const secondMonthStartedAt = Date.UTC(2017, 1);

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

function sampleMonth(number: number, isEstimated: boolean): SampleMonth {
  const startedAt = Date.UTC(2017, number - 1);
  const stoppedAt = Date.UTC(2017, number);
  const name = new Date(startedAt).toISOString().slice(0, 7);
  return { name, number, startedAt, stoppedAt, hours: (stoppedAt - startedAt) / hourMs, isEstimated };
}

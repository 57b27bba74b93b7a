import { type Checked, checked } from '../base/diagnostic.ts';
import type { BillRow } from './bill/bill-row.ts';
import { lineFactOf } from './bill/line-fact.ts';
import { buildSampleBill, type SampleBill } from './bill/sample-bill.ts';
import { sampleCalendar } from './calendar.ts';
import { buildEbsDeliveries } from './events/ebs-events.ts';
import { buildEcsDeliveries } from './events/ecs-events.ts';
import { buildSnapshots } from './events/snapshots.ts';
import {
  findForeignFile,
  isIntact,
  readSampleRecord,
  removeSample,
  writeSampleRecord,
} from './files/sample-record.ts';
import { type WrittenFile, writeTextFile } from './files/text-file.ts';
import { writeBill } from './files/write-bill.ts';
import { writeEvents } from './files/write-events.ts';
import type { SampleCompression, SampleSummary } from './sample-summary.ts';
import type { LineFact } from './truth/facts.ts';
import { buildKnownWorld } from './truth/known-world.ts';
import { openLedger } from './truth/ledger.ts';
import { buildTagIndex } from './truth/tag-index.ts';
import { openTally } from './truth/tally.ts';
import { knownFacts } from './world/known-facts.ts';
import { buildSampleWorld, type SampleWorld } from './world/sample-world.ts';
import { leastSampleLines } from './world/scale.ts';

/** To be raised with every change of what is written, so that a sample on disk is written anew. */
const sampleVersion = 3;

export interface SampleOptions {
  /** Bill lines of all months together, Rounding rows included: exactly so many. */
  readonly lines: number;
  readonly folder: string;
  readonly seed: number;
  readonly compress?: SampleCompression;
  /** From January 2017 on: 1 to 12, and 2 if not said. */
  readonly months?: number;
  /** Whether to compute the true answer, which takes longer than writing the files; true if not said. */
  readonly hasTruth?: boolean;
  readonly onProgress?: (progress: SampleProgress) => void;
}

export interface SampleProgress {
  readonly phase: 'company' | 'bill' | 'events';
  /** Bill lines written so far. */
  readonly linesDone: number;
  readonly lines: number;
}

/**
 * Writes a company that never was: bill, events, snapshots, and the true answer to what each product area cost. The same
 * arguments give the same files, so nothing is written if they are there already (`isNew` is false). An error if the
 * arguments are wrong, or the folder holds files of someone else where the sample's would be.
 */
export async function generateSample(
  options: SampleOptions,
): Promise<Checked<{ readonly summary: SampleSummary; readonly isNew: boolean }>> {
  const { lines, folder, seed, compress = 'none', months = 2, hasTruth = true } = options;
  const wrong = checkOptions(options);
  if (wrong !== undefined) return refuse(wrong);
  const before = await readSampleRecord(folder);
  if (before !== undefined) {
    const isSame =
      before.version === sampleVersion &&
      before.lines === lines &&
      before.seed === seed &&
      before.months.length === months &&
      before.compress === compress &&
      (!hasTruth || before.files.some((file) => file.path.startsWith('truth/')));
    if (isSame && (await isIntact(folder, before.files)))
      return checked({ summary: before, isNew: false }, []);
  }
  const foreign = await findForeignFile(folder, before !== undefined);
  if (foreign !== undefined) {
    return refuse(
      `"${foreign}" in the folder "${folder}" is not part of a sample, so the sample is not written there.`,
    );
  }
  if (before !== undefined) await removeSample(folder);
  const begun = { version: sampleVersion, lines, seed, compress, months: [], events: 0, files: [], bytes: 0 };
  await writeSampleRecord(folder, begun);
  const summary = await writeSample({ ...options, compress, months, hasTruth });
  await writeSampleRecord(folder, summary);
  return checked({ summary, isNew: true }, []);
}

async function writeSample(
  options: SampleOptions & Required<Pick<SampleOptions, 'compress' | 'months' | 'hasTruth'>>,
): Promise<SampleSummary> {
  const { lines, folder, seed, compress, months, hasTruth, onProgress } = options;
  const report = (phase: SampleProgress['phase'], linesDone: number): void =>
    onProgress?.({ phase, linesDone, lines });
  report('company', 0);
  const world = buildSampleWorld(lines, seed, sampleCalendar(months));
  const bill = buildSampleBill(world);
  const truth = hasTruth ? openTruth(world, bill) : undefined;
  let linesDone = 0;
  const written = await writeBill(folder, world.calendar.months, bill, compress, (row, recordNumber) => {
    truth?.add(row, recordNumber);
    linesDone += 1;
    if (linesDone % 10_000 === 0) report('bill', linesDone);
  });
  const files: WrittenFile[] = [...written.files];
  for (const { name, text } of truth?.finish() ?? [])
    files.push(await writeTextFile(folder, `truth/${name}.csv`, text));
  report('events', linesDone);
  let events = 0;
  for (const [stream, build] of [
    ['ecs-events', buildEcsDeliveries],
    ['ebs-events', buildEbsDeliveries],
  ] as const) {
    const deliveries = build(world);
    events += deliveries.count();
    files.push(...(await writeEvents(folder, stream, deliveries)));
  }
  for (const { name, text } of buildSnapshots(world)) {
    files.push(await writeTextFile(folder, `resource-snapshots/${name}`, text));
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    version: sampleVersion,
    lines: linesDone,
    seed,
    compress,
    months: written.months,
    events,
    files,
    bytes,
  };
}

interface Truth {
  readonly add: (row: BillRow, recordNumber: number) => void;
  readonly finish: () => readonly { readonly name: string; readonly text: string }[];
}

/** The true answer, line by line. The bill is gone through once before: a line's resource may be tagged by a later line only. */
function openTruth(world: SampleWorld, bill: SampleBill): Truth {
  const facts = knownFacts(world);
  const known = buildKnownWorld(facts, buildTagIndex(lineFacts(bill), facts.productAreas));
  const tally = openTally();
  const ledger = openLedger(known, tally.add);
  return {
    add: (row, recordNumber) => ledger.add(lineFactOf(row, String(recordNumber))),
    finish: () => {
      ledger.finish();
      return tally.tables();
    },
  };
}

function* lineFacts(bill: SampleBill): Generator<LineFact> {
  for (const row of bill()) yield lineFactOf(row, '');
}

function checkOptions({ lines, seed, months = 2 }: SampleOptions): string | undefined {
  if (!Number.isSafeInteger(lines) || lines < leastSampleLines) {
    return `A sample needs a whole number of bill lines, at least ${leastSampleLines}, and got "${lines}".`;
  }
  if (!Number.isSafeInteger(months) || months < 1 || months > 12)
    return `A sample is of 1 to 12 months, and got "${months}".`;
  if (!Number.isSafeInteger(seed)) return `The seed of a sample is a whole number, and got "${seed}".`;
  return undefined;
}

function refuse(message: string): Checked<never> {
  return { ok: false, diagnostics: [{ severity: 'error', code: 'bad-option', message }] };
}

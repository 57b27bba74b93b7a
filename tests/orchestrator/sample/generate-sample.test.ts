import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCost } from '../../../orchestrator/base/money.ts';
import { generateSample, type SampleOptions } from '../../../orchestrator/sample/generate-sample.ts';
import type { SampleSummary } from '../../../orchestrator/sample/sample-summary.ts';

const root = mkdtempSync(path.join(tmpdir(), 'apportion-sample-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function make(name: string, options: Partial<SampleOptions> = {}): Promise<SampleSummary> {
  const made = await generateSample({ lines: 1500, seed: 1, folder: path.join(root, name), ...options });
  if (!made.ok) throw new Error(made.diagnostics.map(({ message }) => message).join('\n'));
  return made.value.summary;
}

/** A digest of every file below a folder, by its name. */
function digests(name: string): Record<string, string> {
  const folder = path.join(root, name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(path.join(folder, file)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path.join(folder, file)))
        .digest('hex'),
    ]),
  );
}

/** Rows of a file in which every cell is quoted, or none is. */
function readRows(text: string): Record<string, string>[] {
  const cut = (line: string): string[] =>
    line.startsWith('"')
      ? line
          .slice(1, -1)
          .split('","')
          .map((cell) => cell.replaceAll('""', '"'))
      : line.split(',');
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const columns = cut(header);
  return lines.map((line) =>
    Object.fromEntries(cut(line).map((cell, position) => [columns[position] ?? '', cell])),
  );
}

const units = (text: string | undefined): bigint => {
  const parsed = parseCost(text ?? '');
  if (parsed === undefined) throw new Error(`"${text}" is not a cost`);
  return parsed;
};
const sumOf = (rows: readonly Record<string, string>[], column: string): bigint =>
  rows.reduce((sum, row) => sum + units(row[column]), 0n);

describe('a sample of 20,000 lines', () => {
  const folder = path.join(root, 'company');
  const bill = (month: string): Record<string, string>[] => {
    const file = readdirSync(path.join(folder, 'bill')).find((name) => name.endsWith(`-${month}.csv`)) ?? '';
    return readRows(readFileSync(path.join(folder, 'bill', file), 'utf8'));
  };
  const truth = (name: string) => readRows(readFileSync(path.join(folder, 'truth', `${name}.csv`), 'utf8'));
  const isLine = ({ RecordType }: Record<string, string>): boolean =>
    RecordType === 'LineItem' || RecordType === 'Rounding';
  let summary: SampleSummary;
  let january: Record<string, string>[];
  let february: Record<string, string>[];
  beforeAll(async () => {
    summary = await make('company', { lines: 20_000 });
    january = bill('2017-01');
    february = bill('2017-02');
  });

  it('has exactly so many lines, each with a number of 26 digits of its own', () => {
    const lines = [...january, ...february].filter(isLine);
    expect(lines).toHaveLength(20_000);
    expect(new Set(lines.map(({ RecordId }) => RecordId)).size).toBe(20_000);
    expect(lines.every(({ RecordId }) => /^\d{26}$/.test(RecordId ?? ''))).toBe(true);
    expect(summary.months.map(({ lines }) => lines)).toEqual(
      [january, february].map((rows) => rows.filter(isLine).length),
    );
  });

  it('states totals of invoices, accounts and statement that its lines sum to, with the Rounding rows', () => {
    for (const rows of [january, february]) {
      const lines = rows.filter(isLine);
      const totals = rows.filter((row) => !isLine(row));
      expect(new Set(totals.map(({ RecordType }) => RecordType))).toEqual(
        new Set(['InvoiceTotal', 'AccountTotal', 'StatementTotal']),
      );
      for (const total of totals) {
        const meant = lines.filter(
          ({ InvoiceID, LinkedAccountId }) =>
            total.RecordType === 'StatementTotal' ||
            (total.RecordType === 'InvoiceTotal'
              ? InvoiceID === total.InvoiceID
              : LinkedAccountId === total.LinkedAccountId),
        );
        expect(sumOf(meant, 'UnBlendedCost')).toBe(units(total.UnBlendedCost));
        expect(total.UnBlendedCost).toMatch(/^-?\d+\.\d\d$/);
      }
    }
  });

  it('is final in January; in February all is estimated but what was bought and invoiced at once', () => {
    const invoices = (rows: Record<string, string>[]) =>
      [...new Set(rows.filter(isLine).map(({ InvoiceID }) => InvoiceID))].sort();
    expect(invoices(january)).toEqual(['81234567', '81239001']);
    expect(invoices(february)).toEqual(['82011973', 'Estimated']);
  });

  it('has a tag column in February that January lacks, in the middle, in the order of bytes', () => {
    const tags = (rows: Record<string, string>[]) => Object.keys(rows[0] ?? {}).slice(22);
    expect(tags(january)).toEqual(['aws:createdBy', 'user:Cluster', 'user:Name', 'user:product_area']);
    expect(tags(february)).toEqual([
      'aws:createdBy',
      'user:Cluster',
      'user:Name',
      'user:Service',
      'user:product_area',
    ]);
  });

  it('has the truth sum to the bill in every table, to the last digit', () => {
    for (const [month, rows] of [
      ['2017-01-01', january],
      ['2017-02-01', february],
    ] as const) {
      const total = sumOf(rows.filter(isLine), 'UnBlendedCost');
      for (const table of [
        'costs_by_ecs_service',
        'costs_by_product_area',
        'costs_by_aws_product',
        'allocated_costs_by_method',
      ]) {
        expect(
          sumOf(
            truth(table).filter(({ statement_month }) => statement_month === month),
            'unblended_cost',
          ),
        ).toBe(total);
      }
      for (const product of new Set(rows.filter(isLine).map(({ ProductName }) => ProductName))) {
        const ofProduct = truth('costs_by_aws_product').filter(
          (row) => row.statement_month === month && row.aws_product === (product === '' ? '(none)' : product),
        );
        const billed = rows.filter((row) => isLine(row) && row.ProductName === product);
        expect(sumOf(ofProduct, 'unblended_cost')).toBe(sumOf(billed, 'UnBlendedCost'));
      }
    }
  });

  it('has a line for every treatment', () => {
    const methods = new Set(truth('allocated_costs_by_method').map(({ method }) => method));
    expect([...methods].sort()).toEqual([
      'ebs',
      'ebs_ecs',
      'ebs_unattached',
      'ecs',
      'fargate',
      'first_rule',
      'resource_tag',
      'rule',
      'shared',
      'support',
      'tag',
      'unallocated',
    ]);
  });

  it('is shaped like the case study: EC2 about 60 % of the cost, tags without hosts about a third', () => {
    const total = sumOf(truth('costs_by_product_area'), 'unblended_cost');
    const percent = (table: string, column: string, values: readonly string[]): number => {
      const rows = truth(table).filter((row) => values.includes(row[column] ?? ''));
      return Number((sumOf(rows, 'unblended_cost') * 100n) / total);
    };
    expect(percent('costs_by_aws_product', 'aws_product', ['Amazon Elastic Compute Cloud'])).toBeGreaterThan(
      50,
    );
    expect(percent('costs_by_aws_product', 'aws_product', ['Amazon Elastic Compute Cloud'])).toBeLessThan(70);
    expect(percent('allocated_costs_by_method', 'method', ['tag', 'resource_tag'])).toBeGreaterThan(25);
    expect(percent('allocated_costs_by_method', 'method', ['tag', 'resource_tag'])).toBeLessThan(45);
    expect(percent('costs_by_product_area', 'product_area', ['unallocated'])).toBeLessThan(15);
  });

  it('writes costs as real files do: negative, zero, tiny ones as 6e-08, some with eleven digits', () => {
    const costs = [...january, ...february].filter(isLine).map(({ UnBlendedCost }) => UnBlendedCost ?? '');
    for (const form of [/^-\d/, /^0\.0{11}$/, /^[\d.]+e-\d\d$/, /^\d+\.\d{11}$/, /^\d+\.\d{8}$/]) {
      expect(
        costs.some((cost) => form.test(cost)),
        String(form),
      ).toBe(true);
    }
  });

  describe('events', () => {
    const read = (stream: string): Record<string, unknown>[] =>
      readdirSync(path.join(folder, stream))
        .sort()
        .flatMap((file) =>
          gunzipSync(readFileSync(path.join(folder, stream, file)))
            .toString()
            .trimEnd()
            .split(/(?<=\})\n?(?=\{"version")/),
        )
        .map((text) => JSON.parse(text) as Record<string, unknown>);
    // The shape is ECS's own; a test that names a field which is not there fails.
    const detail = (event: Record<string, unknown>) => event.detail as Record<string, string | undefined>;

    it('tell of tasks out of order, twice, and not at all', () => {
      const tasks = read('ecs-events').filter((event) => event['detail-type'] === 'ECS Task State Change');
      const seen = new Map<string, string[]>();
      for (const event of tasks) {
        const { taskArn = '', lastStatus = '' } = detail(event);
        seen.set(taskArn, [...(seen.get(taskArn) ?? []), lastStatus]);
      }
      const stories = new Set([...seen.values()].map((statuses) => statuses.join(' ')));
      for (const story of [
        'RUNNING STOPPED',
        'STOPPED RUNNING',
        'STOPPED',
        'RUNNING',
        'RUNNING RUNNING STOPPED',
        'PENDING STOPPED',
      ]) {
        expect(stories, story).toContain(story);
      }
      expect(new Set(tasks.map(({ id }) => id)).size).toBeLessThan(tasks.length);
      const reservations = new Set(tasks.map((event) => detail(event).cpu));
      expect(reservations).toContain('0');
      expect(reservations).toContain(undefined);
    });

    it('tell of other things too, of calls that failed and of detaches that do not say from where', () => {
      expect(new Set(read('ecs-events').map((event) => event['detail-type']))).toEqual(
        new Set(['ECS Task State Change', 'ECS Container Instance State Change', 'ECS Service Action']),
      );
      const calls = read('ebs-events').map(detail);
      expect(new Set(calls.map(({ eventName }) => eventName))).toEqual(
        new Set([
          'RunInstances',
          'TerminateInstances',
          'CreateVolume',
          'AttachVolume',
          'DetachVolume',
          'DeleteVolume',
        ]),
      );
      expect(calls.some(({ errorCode }) => errorCode !== undefined)).toBe(true);
      const detach = calls.find(({ eventName }) => eventName === 'DetachVolume');
      expect(JSON.stringify(detach?.requestParameters)).not.toContain('instanceId');
    });
  });
});

describe('generateSample', () => {
  it('gives the same bytes for the same arguments and others for another seed', async () => {
    await make('first');
    await make('second');
    await make('third', { seed: 2 });
    expect(digests('second')).toEqual(digests('first'));
    expect(digests('third')['truth/costs_by_product_area.csv']).not.toBe(
      digests('first')['truth/costs_by_product_area.csv'],
    );
  });

  it('writes nothing when the same sample is there, and all anew when a file of it is not', async () => {
    const options = { lines: 1500, seed: 1, folder: path.join(root, 'again') };
    const made = async () => {
      const result = await generateSample(options);
      return result.ok ? result.value.isNew : undefined;
    };
    expect([await made(), await made()]).toEqual([true, false]);
    rmSync(path.join(options.folder, 'truth/costs_by_product_area.csv'));
    expect([await made(), await made()]).toEqual([true, false]);
  });

  it('leaves no file of a larger sample behind', async () => {
    await make('shrunk', { lines: 6000 });
    const small = await make('shrunk');
    expect(Object.keys(digests('shrunk'))).toHaveLength(small.files.length + 1);
  });

  it('begins anew where the writing was cut short', async () => {
    const cut = make('cut', {
      lines: 12_000,
      onProgress: ({ linesDone }) => {
        if (linesDone > 0) throw new Error('no patience');
      },
    });
    await expect(cut).rejects.toThrow('no patience');
    expect(Object.keys(digests('cut'))).toContain('sample.json');
    await make('uncut');
    await make('cut');
    expect(digests('cut')).toEqual(digests('uncut'));
  });

  it('has as many months as it is asked for, of which the last is estimated unless it is the only one', async () => {
    const one = await make('one-month', { months: 1 });
    expect(one.months.map(({ statementMonth, isEstimated }) => [statementMonth, isEstimated])).toEqual([
      ['2017-01-01', false],
    ]);
    const { months } = await make('four-months', { months: 4, lines: 4000 });
    expect(months.map(({ statementMonth, isEstimated }) => [statementMonth, isEstimated])).toEqual([
      ['2017-01-01', false],
      ['2017-02-01', false],
      ['2017-03-01', false],
      ['2017-04-01', true],
    ]);
    expect(months.reduce((sum, { lines }) => sum + lines, 0)).toBe(4000);
    expect(months.every(({ unblendedCost }) => /\.\d{2}0+$/.test(unblendedCost))).toBe(true);
  });

  it('has other record ids and invoices in each month', async () => {
    await make('year', { months: 12, lines: 3000 });
    const folder = path.join(root, 'year', 'bill');
    const seen = readdirSync(folder)
      .flatMap((file) => readRows(readFileSync(path.join(folder, file), 'utf8')))
      .filter(({ RecordType }) => RecordType === 'LineItem' || RecordType === 'Rounding');
    expect(new Set(seen.map(({ RecordId }) => RecordId)).size).toBe(3000);
    expect(seen.every(({ RecordId }) => /^\d{26}$/.test(RecordId ?? ''))).toBe(true);
    // Two for each month that is final, the purchase of February, and the estimate.
    expect(new Set(seen.map(({ InvoiceID }) => InvoiceID)).size).toBe(2 * 11 + 1 + 1);
  });

  it('leaves the truth out if asked to, and adds it when it is asked for again', async () => {
    const { files } = await make('untold', { hasTruth: false });
    expect(files.some((file) => file.path.startsWith('truth/'))).toBe(false);
    await make('told');
    await make('untold');
    expect(digests('untold')).toEqual(digests('told'));
    const again = await generateSample({
      lines: 1500,
      seed: 1,
      folder: path.join(root, 'told'),
      hasTruth: false,
    });
    expect(again.ok && again.value.isNew).toBe(false);
  });

  it('compresses the bill if asked to, without another byte in it', async () => {
    await make('plain');
    const { files } = await make('zipped', { compress: 'gzip' });
    const [name] = files.filter(({ path: file }) => file.startsWith('bill/')).map(({ path: file }) => file);
    expect(name).toMatch(/-2017-01\.csv\.gz$/);
    const unzipped = gunzipSync(readFileSync(path.join(root, 'zipped', name ?? '')));
    expect(unzipped.equals(readFileSync(path.join(root, 'plain', (name ?? '').replace(/\.gz$/, ''))))).toBe(
      true,
    );
  });

  it('does not touch a folder that holds a bill of someone else', async () => {
    const folder = path.join(root, 'precious');
    mkdirSync(path.join(folder, 'bill'), { recursive: true });
    writeFileSync(path.join(folder, 'bill/mine.csv'), 'mine');
    const made = await generateSample({ lines: 1500, seed: 1, folder });
    expect(made.ok).toBe(false);
    expect(made.diagnostics[0]?.message).toContain('"bill/mine.csv"');
    expect(readdirSync(folder)).toEqual(['bill']);
  });

  it.each([
    ['bill/999988887777-aws-billing-detailed-line-items-with-resources-and-tags-2017-03.csv', ''],
    ['truth/costs_by_team.csv', ''],
    ['sample.json', '{"files": ["a"], "title": "mine"}'],
    ['sample.json', 'mine'],
  ])("refuses where %s is someone else's, and leaves all as it is", async (name, text) => {
    const folder = mkdtempSync(path.join(root, 'others-'));
    if (name !== 'sample.json') await generateSample({ lines: 1500, seed: 1, folder });
    writeFileSync(path.join(folder, name), text);
    const before = readdirSync(folder, { recursive: true });
    const made = await generateSample({ lines: 1600, seed: 1, folder });
    expect(made.ok ? '' : made.diagnostics[0]?.message).toContain(`"${name}"`);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe(text);
  });

  it.each([
    [{ lines: 999 }, 'at least 1000'],
    [{ lines: 1500.5 }, 'whole number'],
    [{ seed: Number.NaN }, 'seed'],
    [{ months: 0 }, '1 to 12 months'],
    [{ months: 13 }, '1 to 12 months'],
  ])('refuses %o', async (options, words) => {
    const made = await generateSample({
      lines: 1500,
      seed: 1,
      folder: path.join(root, 'refused'),
      ...options,
    });
    expect(made.ok ? '' : made.diagnostics[0]?.message).toContain(words);
  });

  it('reports how far it is', async () => {
    const phases: string[] = [];
    await make('watched', {
      lines: 30_000,
      onProgress: ({ phase, linesDone }) => phases.push(`${phase} ${linesDone}`),
    });
    expect(phases).toEqual(['company 0', 'bill 10000', 'bill 20000', 'bill 30000', 'events 30000']);
  });

  it('has its lines on both sides of the turn of the month, even at its smallest', async () => {
    const { months } = await make('smallest', { lines: 1000 });
    expect(months.every(({ lines }) => lines > 300)).toBe(true);
    expect(months.reduce((sum, { lines }) => sum + lines, 0)).toBe(1000);
  });
});

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { quote } from '../quote.ts';
import { filesOf } from '../sample-files.ts';
import type { BarePlace, BareStep } from './bare-step.ts';

const pieceBytes = 1024 * 1024;

/** What reading a month's files takes. The bill becomes a file of parquet, which is written in half the time of a table. */
export async function loadSteps({ files, parquetBill, folder }: BarePlace): Promise<BareStep[]> {
  const bill = quote(path.join(folder, 'bill.parquet'));
  const events = quote(path.join(folder, '*.json'));
  const csv = `read_csv([${files.bill.map(quote).join(', ')}], all_varchar = true, union_by_name = true, header = true)`;
  const tags = (await headerOf(files.bill[0] ?? '')).filter((name) => /^(aws|user):/.test(name));
  const detail = `STRUCT(taskArn VARCHAR, containerInstanceArn VARCHAR, version BIGINT, "group" VARCHAR, launchType VARCHAR, lastStatus VARCHAR,
    desiredStatus VARCHAR, cpu BIGINT, memory BIGINT, containers VARCHAR, createdAt TIMESTAMP, startedAt TIMESTAMP, stoppedAt TIMESTAMP,
    ec2InstanceId VARCHAR, registeredResources VARCHAR)`;
  return [
    ...(parquetBill === undefined ? [] : parquetSteps(parquetBill, tags, bill)),
    {
      name: 'see every byte of the bill, and hash it',
      phase: 'load',
      form: 'csv',
      work: () => hashAll(files.bill),
    },
    {
      name: 'read the bill',
      phase: 'load',
      form: 'csv',
      // A quick cast to 18 digits, and from there to the 38 that sums of them take.
      work: `copy (
        select InvoiceID, PayerAccountId, LinkedAccountId, RecordType, RecordId, ProductName, UsageType, Operation, AvailabilityZone,
          ReservedInstance = 'Y' as is_reserved, ItemDescription, UsageStartDate::timestamp as started_at, UsageEndDate::timestamp as stopped_at,
          try_cast(UsageQuantity as decimal(18, 8))::decimal(38, 12) as quantity, UnBlendedCost::decimal(18, 11)::decimal(38, 18) as cost, ResourceId,
          ${tagsFrom(tags)} as tags
        from ${csv}) to ${bill} (format parquet, compression snappy)`,
    },
    {
      name: 'see that no line comes twice',
      phase: 'load',
      work: `create table bare.ids as select count(*) - count(distinct hash(RecordId)) as twice from read_parquet(${bill})`,
    },
    {
      name: 'inflate the events, hash them, and see that no file is cut off',
      phase: 'load',
      work: (place) => inflateAll(place),
    },
    {
      name: 'read the task events',
      phase: 'load',
      work: `create table bare.events as
        select * replace (case when cpu > 0 then null else containers end as containers)
        from (
          select id, "detail-type" as kind, account, region, time, unnest(detail)
          from read_json(${events}, format = 'unstructured', maximum_object_size = 67108864,
            columns = {id: 'VARCHAR', 'detail-type': 'VARCHAR', account: 'VARCHAR', region: 'VARCHAR', time: 'TIMESTAMP', detail: '${detail}'})
        ) as read`,
    },
  ];
}

/** The same of a bill in parquet, whose times and amounts have types. The one from CSV comes after it, into the same file. */
function parquetSteps(files: readonly string[], tags: readonly string[], bill: string): BareStep[] {
  return [
    {
      name: 'see every byte of the bill in parquet, and hash it',
      phase: 'load',
      form: 'parquet',
      work: () => hashAll(files),
    },
    {
      name: 'read the bill in parquet',
      phase: 'load',
      form: 'parquet',
      work: `copy (
        select InvoiceID, PayerAccountId, LinkedAccountId, RecordType, RecordId, ProductName, UsageType, Operation, AvailabilityZone,
          ReservedInstance = 'Y' as is_reserved, ItemDescription, UsageStartDate as started_at, UsageEndDate as stopped_at,
          UsageQuantity::decimal(38, 12) as quantity, UnBlendedCost::decimal(38, 18) as cost, ResourceId, ${tagsFrom(tags)} as tags
        from read_parquet([${files.map(quote).join(', ')}])) to ${bill} (format parquet, compression snappy)`,
    },
  ];
}

/** All tags of a line that are not empty, as JSON; null if none is. */
function tagsFrom(tags: readonly string[]): string {
  const members = tags.map(
    (tag) => `${quote(`${JSON.stringify(tag)}:`)} || to_json(nullif("${tag.replaceAll('"', '""')}", ''))`,
  );
  return `'{' || nullif(concat_ws(',', ${members.join(', ')}), '') || '}'`;
}

/** The names of a CSV file's columns, none of which has a comma. */
async function headerOf(file: string): Promise<string[]> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(pieceBytes), 0, pieceBytes, 0);
    const [header = ''] = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
    return header.split(',').map((name) => name.replaceAll('"', ''));
  } finally {
    await handle.close();
  }
}

async function hashAll(files: readonly string[]): Promise<void> {
  // One buffer for all: new ones have to be taken away again.
  const buffer = Buffer.allocUnsafeSlow(pieceBytes);
  for (const file of files) {
    const hash = createHash('sha256');
    const handle = await open(file);
    for (let bytes = -1; bytes !== 0; ) {
      bytes = (await handle.read(buffer, 0, pieceBytes)).bytesRead;
      hash.update(buffer.subarray(0, bytes));
    }
    await handle.close();
    hash.digest();
  }
}

async function inflateAll({ files, folder }: BarePlace): Promise<void> {
  for (const file of await filesOf(files.sources.ecs_events)) {
    const hash = createHash('sha256');
    const target = await open(path.join(folder, `${path.basename(file, '.gz')}`), 'w');
    const inflated = file.endsWith('.gz')
      ? createReadStream(file).pipe(createGunzip({ chunkSize: pieceBytes }))
      : [await readFile(file)];
    for await (const piece of inflated) {
      hash.update(piece);
      await target.write(piece);
    }
    hash.digest();
    await target.close();
  }
}

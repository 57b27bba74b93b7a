import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { formatCost, parseCost } from '../orchestrator/base/money.ts';
import { startS3 } from '../tests/stand-ins/s3/start-s3.ts';
import type { BenchFolder } from './bench-folder.ts';
import type { BenchRow } from './bench-row.ts';
import { repositoryRoot } from './repository-root.ts';
import { type Measured, runProcess } from './run-process.ts';
import { writeLargeZip } from './write-large-zip.ts';

const header =
  'InvoiceID,PayerAccountId,LinkedAccountId,RecordType,RecordId,ProductName,RateId,SubscriptionId,PricingPlanId,UsageType,Operation,AvailabilityZone,ReservedInstance,ItemDescription,UsageStartDate,UsageEndDate,UsageQuantity,BlendedRate,BlendedCost,UnBlendedRate,UnBlendedCost,ResourceId,user:product_area\n';

/** How much memory loading a zipped bill for Redshift takes: it must not grow with the bill, so it is compared with that of a tenth. */
export async function measureRedshiftLoad(folder: BenchFolder, gibibytes: number): Promise<BenchRow[]> {
  const small = await measureLoad(folder, gibibytes / 10);
  const large = await measureLoad(folder, gibibytes);
  const bytesAtOnce = 64 * 1024 * 1024;
  for (const { bytes } of large.sent.slice(0, -1))
    if (bytes < bytesAtOnce || bytes > 4 * bytesAtOnce) throw new Error(`a part has ${bytes} bytes`);
  return [
    {
      name: 'zip into the staging bucket, peak memory',
      unit: 'MiB',
      value: large.measured.peakMebibytes,
      baseline: {
        name: `${gibibytes / 10} GiB in place of ${gibibytes}`,
        value: small.measured.peakMebibytes,
      },
      goal: { of: 'value', atMost: 300 },
    },
    {
      name: 'zip into the staging bucket',
      unit: 'seconds',
      value: large.measured.seconds,
      baseline: { name: `${gibibytes / 10} GiB in place of ${gibibytes}`, value: small.measured.seconds },
      goal: { of: 'ratio', atMost: 11 },
    },
  ];
}

async function measureLoad(
  folder: BenchFolder,
  size: number,
): Promise<{ measured: Measured; sent: readonly { readonly bytes: number }[] }> {
  const file = path.join(folder.path, `111122223333-aws-billing-detailed-line-items-2017-02.csv.zip`);
  const block = Buffer.from(Array.from({ length: 50_000 }, (_, index) => lineOf(index)).join(''));
  const times = Math.ceil((size * 1024 ** 3) / block.length);
  await writeLargeZip(file, { member: 'bill.csv', start: Buffer.from(header), block, times });
  const ofBlock = Array.from({ length: 50_000 }, (_, index) => parseCost(costOf(index)) ?? 0n);
  const cost = formatCost(ofBlock.reduce((sum, one) => sum + one, 0n) * BigInt(times));
  const s3 = await startS3({ buckets: ['staging'] });
  await rm(path.join(folder.project, 'target'), { recursive: true, force: true });
  await mkdir(path.join(folder.project, 'target'), { recursive: true });
  try {
    const measured = await runProcess({
      script: path.join(repositoryRoot, 'dist', 'load-into-bucket.mjs'),
      arguments: [file, folder.project, s3.endpoint, String(50_000 * times), cost],
      folder: folder.path,
      environment: {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'not-a-secret',
        UV_THREADPOOL_SIZE: '8',
      },
    });
    return { measured, sent: measured.lines.map(({ text }) => JSON.parse(text) as { bytes: number }) };
  } finally {
    await s3.close();
    await rm(file, { force: true });
  }
}

/** A line as AWS writes it, whose numbers and ids are as unlike each other as a bill's. */
function lineOf(index: number): string {
  const hour = String(index % 24).padStart(2, '0');
  const day = String((index % 28) + 1).padStart(2, '0');
  const id = (index * 2_654_435_761) % 4_294_967_296;
  const cost = costOf(index);
  return `"Estimated","111122223333","${index % 2 === 0 ? '111122223333' : '444455556666'}","LineItem","${48_000_000_000_000_000 + id}","Amazon Elastic Compute Cloud","${id % 99_991}","1${id % 9_973}","${id % 997}","BoxUsage:m4.${['large', 'xlarge', '2xlarge'][index % 3]}","RunInstances","us-east-1${'abcd'[index % 4]}","N","$0.1 per On Demand Linux Instance Hour","2017-02-${day} ${hour}:00:00","2017-02-${day} ${hour}:59:59","1.00000000","${cost}","${cost}","${cost}","${cost}","i-${id.toString(16).padStart(17, '0')}","area-${id % 13}"\n`;
}

function costOf(index: number): string {
  return `0.${String((index * 7_919) % 100_000_000).padStart(8, '0')}123`;
}

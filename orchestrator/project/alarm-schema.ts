import * as z from 'zod';
import type { Alarms } from './project.ts';

const unitBytes = { MB: 1e6, GB: 1e9, TB: 1e12 } as const;

const sizeError = 'A size is expected to be written like "500 MB" or "20 GB".';

const size = z
  .string({ error: sizeError })
  .regex(/^\d+(\.\d+)? ?(MB|GB|TB)$/, { error: sizeError })
  .transform((written) => {
    // The expression above has let nothing else through.
    const unit = written.slice(-2) as keyof typeof unitBytes;
    return Number(written.slice(0, -2)) * unitBytes[unit];
  });

/** `alarms` of project.yml, with what holds where it says nothing; why these: docs/scheduling.md. */
export const alarmSchema = z
  .strictObject({
    usage_hours: z.number().min(1).default(48),
    growth: z.number().min(1).default(1.5),
    largest_bill: size.optional(),
  })
  .prefault({})
  .transform(
    ({ usage_hours: usageHours, growth, largest_bill: largestBill }): Alarms => ({
      usageHours,
      growth,
      ...(largestBill !== undefined && { largestBill }),
    }),
  );

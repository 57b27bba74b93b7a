import type { Diagnostic } from '../../base/diagnostic.ts';
import type { DiagnosticCode } from '../../base/diagnostic-codes.ts';
import type { ObjectStoreError, ObjectStoreProblem } from '../../s3/object-store-error.ts';

const codes: Partial<Readonly<Record<ObjectStoreProblem, DiagnosticCode>>> = {
  'no-bucket': 'file-not-found',
  'no-object': 'file-not-found',
  changed: 'unreadable-file',
  damaged: 'unreadable-file',
};

/** What S3 did not do, as a diagnostic. */
export function refusedByS3({ problem, message, hint, location }: ObjectStoreError): Diagnostic {
  const code = codes[problem] ?? 's3-refused';
  return { severity: 'error', code, message, place: { file: location }, hint };
}

/** Whether it is about this object only: others may be read. */
export function isOfObject({ problem }: ObjectStoreError): boolean {
  return problem === 'no-object' || problem === 'changed' || problem === 'damaged';
}

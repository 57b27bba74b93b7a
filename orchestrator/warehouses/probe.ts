import type { ObjectStoreSettings } from '../s3/s3-access.ts';

/** One thing that a target needs of its surroundings, tried by doing it. */
export interface Probe {
  /** What it tries: `redshift-data:CancelStatement`, `create table`. */
  readonly name: string;
  /** Tries it. Never rejects because of what is missing. */
  run(): Promise<ProbeResult>;
}

export type ProbeResult =
  | { readonly kind: 'ok'; readonly text: string }
  /** `text` says what is missing, `hint` what to add and where; `action` is IAM's name of it, if it is a matter of IAM. */
  | {
      readonly kind: 'missing';
      readonly text: string;
      readonly hint: string;
      readonly action?: string;
    }
  /** What it would be tried with is missing itself; `text` says what. */
  | { readonly kind: 'not-tried'; readonly text: string };

/** What a project asks of its target besides what the target itself says. */
export interface ProbeNeeds {
  /** The schemas that its layers are in. */
  readonly schemas: readonly string[];
  /** Locations of its sources, those that are not in S3 among them, and who reads them there. */
  readonly locations: readonly string[];
  readonly sourceStore: ObjectStoreSettings;
}

/** What there is to try, in its order: later probes use what earlier ones made. Whatever was made is gone when it is closed. */
export interface Probes {
  readonly list: readonly Probe[];
  close(): Promise<void>;
}

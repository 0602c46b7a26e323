import type { Environment } from '#lib/env/wise';

// What staff send to Wise's support about calls that failed there: names, types, codes and times.

/** What asked: a call of the partner's back end, or one of the vault's at the token endpoint. */
export const FAILED_CALL_KINDS = [
  'call',
  'authorization_code',
  'registration_code',
  'refresh_token',
  'client_credentials',
] as const;
export type FailedCallKind = (typeof FAILED_CALL_KINDS)[number];

/** A body without its values: the type of each, by key. */
export type Shape = string | readonly Shape[] | { readonly [key: string]: Shape };

/** The last of each sort of failure, and how often it happened. */
export type FailedCall = {
  connection_id: string | null;
  kind: FailedCallKind;
  method: string;
  /** What looks like an id is `{}`. */
  path: string;
  /** null: Wise did not answer. */
  status: number | null;
  /** Wise's error code where it is a plain word; ours where there was no answer. */
  problem: string;
  count: number;
  first_at: Date;
  last_at: Date;
  /** Ours: of the partner's request, as its answer names it. */
  request_id: string | null;
  /** `X-External-Correlation-Id`, as it was sent. */
  correlation_id: string | null;
  /** Wise's own, which its support asks for. */
  wise_trace_id: string | null;
  answer_header_names: string[];
  request_shape: Shape | null;
  answer_shape: Shape | null;
  token_version: string | null;
  token_age_seconds: number | null;
};

export type SupportPacket = {
  environment: Environment;
  client_id: string | null;
  made_at: Date;
  calls: FailedCall[];
};

import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';

// Whether one environment can go live: what was looked at, what was found, and how that is judged.

/** `unknown`: never measured, or no answer: nobody may take it for `ok`. */
export const READINESS_STATES = ['ok', 'attention', 'failed', 'unknown'] as const;
export type ReadinessState = (typeof READINESS_STATES)[number];

/** What each check can find, and how it is judged: one table for the vault, the command and the page. */
export const FINDINGS = {
  client: { missing: 'failed', set: 'ok' },
  hosts: {
    own: 'ok',
    other: 'attention',
    not_mtls: 'attention',
    here: 'failed',
    mixed: 'failed',
    needs_certificate: 'failed',
  },
  wise: {
    answers: 'ok',
    paths_missing: 'attention',
    version_unknown: 'unknown',
    version_gone: 'failed',
    name_not_found: 'failed',
    no_connection: 'failed',
    tls_failed: 'failed',
    no_answer: 'unknown',
  },
  redirect_uri: {
    proven: 'ok',
    unproven: 'unknown',
    differs: 'attention',
    has_port: 'attention',
    here: 'failed',
  },
  client_secret: {
    works: 'ok',
    old: 'attention',
    next_refused: 'attention',
    refused: 'failed',
    unanswered: 'unknown',
  },
  clock: { agrees: 'ok', off: 'attention', wrong: 'failed', unknown: 'unknown' },
  client_certificate: {
    works: 'ok',
    off: 'ok',
    missing: 'attention',
    ends_soon: 'attention',
    other_name: 'attention',
    file_unusable: 'failed',
    refused: 'failed',
    unanswered: 'unknown',
  },
  jose_key: {
    off: 'ok',
    proved: 'ok',
    ends_soon: 'attention',
    ended: 'failed',
    refused: 'failed',
    unanswered: 'unknown',
  },
  webhook_address: {
    reached: 'ok',
    off: 'attention',
    here: 'failed',
    not_reached: 'failed',
    unanswered: 'unknown',
  },
  webhook_subscriptions: { present: 'ok', missing: 'failed', refused: 'failed', unanswered: 'unknown' },
  webhook_delivery: { verified: 'ok', old: 'attention', gap: 'attention', never: 'unknown' },
  token_size: { fits: 'ok', near_limit: 'attention', none: 'unknown' },
  alarms: { none: 'ok', open: 'attention' },
  admins: { enough: 'ok', few: 'failed' },
  root_key_backup: { ask: 'unknown' },
} as const satisfies Record<string, Record<string, ReadinessState>>;

export type CheckId = keyof typeof FINDINGS;
export type FindingOf<Id extends CheckId> = keyof (typeof FINDINGS)[Id] & string;

/** What was seen, by name: a value as it is, or an instant. */
export const SEEN = {
  api_host: 'text',
  api_version: 'text',
  missing_paths: 'text',
  redirect_uri: 'text',
  redirect_uri_bytes: 'text',
  sent_redirect_uri: 'text',
  proved_at: 'time',
  setting: 'text',
  in_use_since: 'time',
  file_changed_at: 'time',
  clock_ahead_seconds: 'text',
  common_name: 'text',
  fingerprint: 'text',
  key_kind: 'text',
  valid_to: 'time',
  kid: 'text',
  use: 'text',
  slot: 'text',
  algorithm: 'text',
  reason: 'text',
  url: 'text',
  present: 'text',
  missing: 'text',
  status: 'text',
  delivered_at: 'time',
  signed_by: 'text',
  keys: 'text',
  gap_since: 'time',
  largest_stored_bytes: 'text',
  tokens_measured: 'text',
  most_bytes: 'text',
  open_alarms: 'text',
  admins_with_passkey: 'text',
} as const satisfies Record<string, 'text' | 'time'>;
export type SeenName = keyof typeof SEEN;

const namesOf = <Name extends string>(table: Readonly<Record<Name, unknown>>) =>
  z.enum(Object.keys(table) as [Name, ...Name[]]);

const checkSchema = z.object({
  id: namesOf<CheckId>(FINDINGS),
  /** One of the check's own in `FINDINGS`. */
  finding: z.string(),
  state: z.enum(READINESS_STATES),
  seen: z.array(z.object({ name: namesOf<SeenName>(SEEN), value: z.string() })),
});

export const readinessSchema = z.object({
  environment: z.enum(ENVIRONMENTS),
  /** null: the environment is not set up here. */
  clientId: z.string().nullable(),
  measuredAt: z.iso.datetime(),
  checks: z.array(checkSchema),
});

export type Readiness = z.output<typeof readinessSchema>;
export type ReadinessCheck = Readiness['checks'][number];

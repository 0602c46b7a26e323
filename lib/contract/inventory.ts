import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';

// What proves who we are, and when each of it ends: for the staff's page. Names, states and times, never a value.

const instant = z.iso.datetime().transform((text) => new Date(text));

export const SECRET_VERDICTS = ['works', 'refused', 'unanswered', 'not_asked'] as const;

const secretSchema = z.object({
  /** Of its setting. */
  name: z.string(),
  slot: z.enum(['current', 'next']),
  isSet: z.boolean(),
  verdict: z.enum(SECRET_VERDICTS),
  isInUse: z.boolean(),
  fileChangedAt: instant.nullable(),
});

const certificateSchema = z.object({
  commonName: z.string().nullable(),
  fingerprint: z.string(),
  keyKind: z.string(),
  validFrom: instant,
  validTo: instant,
  /** The alarm about it is open: Wise refuses it, or a new one in the files cannot be used. */
  isRefused: z.boolean(),
});

const joseKeySchema = z.object({
  kid: z.string(),
  use: z.enum(['sig', 'enc']),
  alg: z.string(),
  slot: z.enum(['current', 'next']),
  isInUse: z.boolean(),
  notAfter: instant.nullable(),
});

const webhooksSchema = z.object({
  /** Whether subscriptions are ours to make: address and application key are set. */
  isKept: z.boolean(),
  url: z.string().nullable(),
  subscriptions: z.array(
    z.object({ eventType: z.string(), schemaVersion: z.string(), madeAt: instant, seenAt: instant }),
  ),
  /** SHA-256 of the public keys that may have signed a message. */
  keys: z.array(z.string()),
  isPublished: z.boolean(),
  listeningAt: instant.nullable(),
  deliveredAt: instant.nullable(),
  gapSince: instant.nullable(),
});

/** The first step towards Wise that fails: DNS, TCP, TLS, the answer. */
export const WISE_REACHES = [
  'answers',
  'name_not_found',
  'no_connection',
  'tls_failed',
  'no_answer',
] as const;
export type WiseReach = (typeof WISE_REACHES)[number];

/** Whether Wise has the CalVer version that is set; `classic`: none is, and the paths are the older ones. */
export const VERSION_STATES = ['there', 'gone', 'unknown', 'classic'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

const probeSchema = z.object({
  at: instant,
  reach: z.enum(WISE_REACHES),
  version: z.enum(VERSION_STATES),
  /** Paths that we call and Wise does not know any more. */
  missing: z.array(z.string()),
});

const clientSchema = z.object({
  environment: z.enum(ENVIRONMENTS),
  clientId: z.string(),
  host: z.string(),
  /** A CalVer version such as 2026Q4; empty for the classic paths. */
  apiVersion: z.string(),
  /** What the vault that was asked found last; null: it has not looked yet. */
  probe: probeSchema.nullable(),
  secrets: z.array(secretSchema),
  askedAt: instant.nullable(),
  inUseSince: instant.nullable(),
  /** When this vault last had an answer of Wise's token endpoint, and last had none. */
  answeredAt: instant.nullable(),
  failedAt: instant.nullable(),
  /** By how many seconds our clock is ahead of Wise's, to a second; null: not known. */
  clockAheadSeconds: z.number().nullable(),
  certificate: certificateSchema.nullable(),
  jose: z.object({ rules: z.number().int(), keys: z.array(joseKeySchema) }),
  webhooks: webhooksSchema,
});

const ringKeySchema = z.object({
  id: z.string(),
  state: z.enum(['pre_active', 'active', 'decrypt_only', 'destroyed']),
  source: z.enum(['settings', 'database']),
  since: instant.nullable(),
  isCompromised: z.boolean(),
  /** How many of the vaults that run can open it. */
  heldBy: z.number().int(),
});

export const inventorySchema = z.object({
  clients: z.array(clientSchema),
  vaults: z.number().int(),
  ringKeys: z.array(ringKeySchema),
  root: z.object({ provider: z.string().nullable(), health: z.enum(['none', 'works', 'away', 'unknown']) }),
  /** Of the vault's own listeners. */
  listeners: z.array(z.object({ name: z.string(), validTo: instant })),
  /** Of the partner API, with an end. */
  apiKeys: z.array(z.object({ id: z.string(), name: z.string(), expiresAt: instant })),
  /** Of the vault, by their names; a value only where staff may read it. */
  settings: z.array(z.object({ name: z.string(), isSet: z.boolean(), value: z.string().nullable() })),
});

export type Inventory = z.output<typeof inventorySchema>;
export type InventoryOnTheWire = z.input<typeof inventorySchema>;
export type ClientInventory = Inventory['clients'][number];
export type ClientInventoryOnTheWire = InventoryOnTheWire['clients'][number];

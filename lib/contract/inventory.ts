import { z } from 'zod';
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

const clientSchema = z.object({
  environment: z.enum(ENVIRONMENTS),
  clientId: z.string(),
  host: z.string(),
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

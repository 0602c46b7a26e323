import { expect, it } from 'vitest';
import type { ClientInventory } from '#lib/contract/inventory';
import { clientInventory } from '#lib/contract/testing/client-inventory';
import { nextStepsOf } from './next-steps';

const now = new Date('2026-11-28T12:00:00Z');
type Secret = ClientInventory['secrets'][number];

const secret = (slot: Secret['slot'], verdict: Secret['verdict'], isInUse = false): Secret => ({
  name: slot,
  slot,
  isSet: true,
  verdict,
  isInUse,
  fileChangedAt: null,
});
const unset: Secret = { ...secret('next', 'not_asked'), isSet: false };
const certificate = (days: number, isRefused = false) => ({
  commonName: 'acme',
  fingerprint: 'f',
  keyKind: 'EC',
  validFrom: now,
  validTo: new Date(now.getTime() + days * 86_400_000),
  isRefused,
});

const probe = (changes: Partial<NonNullable<ClientInventory['probe']>>) => ({
  ...{ at: now, reach: 'answers' as const, version: 'there' as const, missing: [] },
  ...changes,
});

const client = (changes: Partial<ClientInventory>): ClientInventory =>
  clientInventory({ secrets: [secret('current', 'works', true), unset], clockAheadSeconds: 0, ...changes });

it.each<[string, Partial<ClientInventory>, string[]]>([
  ['all is well', {}, ['rotate']],
  [
    'every secret is refused',
    { secrets: [secret('current', 'refused', true), unset] },
    ['secretRefused', 'rotate'],
  ],
  [
    'the next one is refused',
    { secrets: [secret('current', 'works', true), secret('next', 'refused')] },
    ['nextRefused'],
  ],
  [
    'the next one is in use',
    { secrets: [secret('current', 'works'), secret('next', 'works', true)] },
    ['switchOver'],
  ],
  [
    'the next one works and is not in use yet',
    { secrets: [secret('current', 'works', true), secret('next', 'works')] },
    [],
  ],
  ['the certificate is refused', { certificate: certificate(300, true) }, ['certificateRefused', 'rotate']],
  ['the certificate ends', { certificate: certificate(60.5) }, ['certificateSoon', 'rotate']],
  ['the certificate is good for long', { certificate: certificate(62) }, ['rotate']],
  ['Wise cannot be reached', { probe: probe({ reach: 'no_connection' }) }, ['unreachable', 'rotate']],
  ['the API version is gone', { probe: probe({ version: 'gone' }) }, ['versionGone', 'rotate']],
  ['the probe found all well', { probe: probe({}) }, ['rotate']],
  ['the clock is off', { clockAheadSeconds: -31 }, ['clock', 'rotate']],
  ['webhooks may be missing', { webhooks: { ...client({}).webhooks, gapSince: now } }, ['gap', 'rotate']],
])('%s', (_what, changes, codes) => {
  expect(nextStepsOf(client(changes), now).map(({ code }) => code)).toEqual(codes);
});

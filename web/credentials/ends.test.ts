import { expect, it } from 'vitest';
import type { ClientInventory, Inventory } from '#lib/contract/inventory';
import { endingSoon, endsOf } from './ends';

const now = new Date('2026-11-28T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

function client(environment: 'sandbox' | 'production', certificateEnds: Date | null): ClientInventory {
  return {
    environment,
    clientId: 'acme',
    host: 'api.wise.example',
    apiVersion: '',
    probe: null,
    secrets: [],
    askedAt: null,
    inUseSince: null,
    answeredAt: null,
    failedAt: null,
    clockAheadSeconds: null,
    certificate: certificateEnds && {
      commonName: 'acme',
      fingerprint: 'f',
      keyKind: 'EC P-256',
      validFrom: inDays(-300),
      validTo: certificateEnds,
      isRefused: false,
    },
    jose: {
      rules: 1,
      keys: [
        { kid: 'endless', use: 'sig', alg: 'ES256', slot: 'current', isInUse: true, notAfter: null },
        {
          kid: `next-${environment}`,
          use: 'sig',
          alg: 'ES256',
          slot: 'next',
          isInUse: false,
          notAfter: inDays(20),
        },
      ],
    },
    webhooks: {
      isKept: false,
      url: null,
      subscriptions: [],
      keys: [],
      isPublished: true,
      listeningAt: null,
      deliveredAt: null,
      gapSince: null,
    },
  };
}

const inventory: Inventory = {
  clients: [client('production', inDays(61.5)), client('sandbox', inDays(-1))],
  vaults: 1,
  settings: [],
  ringKeys: [],
  root: { provider: null, health: 'none' },
  listeners: [{ name: 'PARTNER_API_TLS_CERTIFICATE_FILE', validTo: inDays(14.5) }],
  apiKeys: [{ id: 'a1', name: 'Payments', expiresAt: inDays(60.9) }],
};

it('lists what ends, what ends first before the rest, and says how near it is', () => {
  expect(
    endsOf(inventory, now).map(({ kind, name, state, daysLeft }) => [kind, name, state, daysLeft]),
  ).toEqual([
    ['client_certificate', 'acme', 'over', 0],
    ['listener_certificate', 'PARTNER_API_TLS_CERTIFICATE_FILE', 'urgent', 14],
    ['jose_key', 'next-production', 'soon', 20],
    ['jose_key', 'next-sandbox', 'soon', 20],
    ['api_key', 'Payments (a1)', 'soon', 60],
    ['client_certificate', 'acme', 'later', 61],
  ]);
});

it('of one environment, with what belongs to both', () => {
  const endings = endsOf(inventory, now, 'production');
  expect(endings.map(({ environment }) => environment)).toEqual([null, 'production', null, 'production']);
  expect(endingSoon(endings)).toHaveLength(3);
});

import type { ClientInventory } from '../inventory';

/** What the vault tells of a client of which it knows nothing yet. */
export function clientInventory(changes: Partial<ClientInventory> = {}): ClientInventory {
  return {
    environment: 'sandbox',
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
    certificate: null,
    jose: { rules: 0, keys: [] },
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
    ...changes,
  };
}

import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { createWiseClient } from './client';
import { WiseClients } from './clients';

const client = (environment: 'sandbox' | 'production', clientId: string) =>
  createWiseClient({
    environment,
    clientId,
    clientSecret: new Secret('a secret'),
    apiUrl: 'https://wise.example',
    apiVersion: '',
  });

describe('the clients of a vault', () => {
  const old = client('sandbox', 'acme-2025');
  const current = client('sandbox', 'acme-2026');
  const clients = new WiseClients([old, current]);

  it('are found by environment and client id, so that one environment may have two', () => {
    expect(clients.find({ environment: 'sandbox', clientId: 'acme-2025' })).toBe(old);
    expect(clients.find({ environment: 'sandbox', clientId: 'acme-2026' })).toBe(current);
  });

  it('are not found by one of the two alone: no call is made as another client', () => {
    expect(clients.find({ environment: 'production', clientId: 'acme-2026' })).toBeUndefined();
    expect(clients.find({ environment: 'sandbox', clientId: 'acme' })).toBeUndefined();
  });

  it('say which environments are switched on', () => {
    expect(clients.hasEnvironment('sandbox')).toBe(true);
    expect(clients.hasEnvironment('production')).toBe(false);
  });
});

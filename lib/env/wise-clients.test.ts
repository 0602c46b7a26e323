import { describe, expect, it } from 'vitest';
import { parseVaultEnv, wiseClients } from '#vault/env/vault-env';
import { problemsOf, vault } from './testing/settings';

describe('the clients at Wise', () => {
  it('names both environments when none is on, and the missing half of one', () => {
    const { WISE_SANDBOX_CLIENT_ID: id, WISE_SANDBOX_CLIENT_SECRET: secret, ...none } = vault;
    expect(problemsOf(() => parseVaultEnv(none))).toMatch(
      /no Wise environment is on: set WISE_SANDBOX_CLIENT_ID and WISE_SANDBOX_CLIENT_SECRET, or the same two of WISE_PRODUCTION/,
    );
    expect(problemsOf(() => parseVaultEnv({ ...none, WISE_SANDBOX_CLIENT_ID: id }))).toBe(
      'vault cannot start:\n  - WISE_SANDBOX_CLIENT_SECRET is missing: set it, or remove WISE_SANDBOX_CLIENT_ID',
    );
    expect(problemsOf(() => parseVaultEnv({ ...none, WISE_SANDBOX_CLIENT_SECRET: secret }))).toContain(
      'no Wise environment is on',
    );
    const live = { WISE_PRODUCTION_CLIENT_ID: 'live', WISE_PRODUCTION_CLIENT_SECRET: 'live-secret' };
    expect(wiseClients(parseVaultEnv({ ...none, ...live, WISE_SANDBOX_CLIENT_SECRET: secret }))).toHaveLength(
      1,
    );
  });
});

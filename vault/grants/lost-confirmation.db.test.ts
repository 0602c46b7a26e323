import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { LossyProxy } from '#vault/testing/lossy-proxy';
import { refreshGrant } from './refresh';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';

let harness: Harness;
let proxy: LossyProxy;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  proxy = await LossyProxy.to(harness.database.vaultUrl);
  vault = harness.vault({ deadlines: UNHURRIED, env: { VAULT_DATABASE_URL: proxy.url } });
});
afterAll(async () => {
  await harness.close();
  await proxy.close();
});
beforeEach(() => harness.reset());

async function loseAnswer(linked: Linked): Promise<void> {
  harness.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
  await refreshGrant(vault, linked.id, { why: 'check' });
  await expireGrant(harness, 'uncertain_until', linked);
}

describe('a write that happened, though the line broke before that was told, is not taken for a fenced one', () => {
  it('storing tokens', async () => {
    const linked = await harness.link(vault);
    proxy.loseNext('grant-store');
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
    expect(proxy.lost).toBe(1);
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('settling a token that was proved: it is vended at once, and not refreshed again', async () => {
    const linked = await harness.link(vault);
    await loseAnswer(linked);
    proxy.loseNext('grant-settle');
    expect(await refreshGrant(vault, linked.id, { why: 'recover' })).toMatchObject({ kind: 'refreshed' });
    expect(proxy.lost).toBe(2);
    expect((await harness.grant(linked))?.state).toBe('settled');
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
    expect(harness.refreshCallsOf(linked)).toHaveLength(2);
  });

  it('marking a row as uncertain: the pause is that of one silence', async () => {
    const linked = await harness.link(vault);
    const before = BigInt(String((await harness.grant(linked))?.epoch));
    harness.plant({ endpoint: REFRESH, kind: 'drop', when: 'before' });
    proxy.loseNext('grant-uncertain');
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
    expect(proxy.lost).toBe(3);
    const row = await harness.grant(linked);
    expect(row).toMatchObject({ state: 'uncertain', failures: 1 });
    expect(BigInt(String(row?.epoch))).toBe(before + 1n);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { LossyWire } from '#vault/testing/lossy-wire';
import { grantTimeIsOver } from '#vault/testing/over';
import { type Linked, Rig, UNHURRIED } from '#vault/testing/rig';
import { refreshGrant } from './refresh';
import { vend } from './vend';

const REFRESH = 'token:refresh_token';

let rig: Rig;
let wire: LossyWire;
let vault: VaultContext;

beforeAll(async () => {
  rig = await Rig.start();
  wire = await LossyWire.to(rig.database.vaultUrl);
  vault = rig.vault({ deadlines: UNHURRIED, env: { VAULT_DATABASE_URL: wire.url } });
});
afterAll(async () => {
  await rig.close();
  await wire.close();
});
beforeEach(() => rig.calm());

async function loseAnswer(linked: Linked): Promise<void> {
  rig.plant({ endpoint: REFRESH, kind: 'drop', when: 'after' });
  await refreshGrant(vault, linked.id, { why: 'check' });
  await grantTimeIsOver(rig, 'uncertain_until', linked);
}

describe('a write that happened, though the line broke before that was told, is not taken for a fenced one', () => {
  it('storing tokens', async () => {
    const linked = await rig.link(vault);
    wire.loseNext('grant-store');
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'refreshed' });
    expect(wire.lost).toBe(1);
    expect((await rig.grant(linked))?.state).toBe('settled');
    expect(rig.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('settling a token that was proved: it is vended at once, and not refreshed again', async () => {
    const linked = await rig.link(vault);
    await loseAnswer(linked);
    wire.loseNext('grant-settle');
    expect(await refreshGrant(vault, linked.id, { why: 'recover' })).toMatchObject({ kind: 'refreshed' });
    expect(wire.lost).toBe(2);
    expect((await rig.grant(linked))?.state).toBe('settled');
    expect(rig.isLive((await vend(vault, linked.id)).access)).toBe(true);
    expect(rig.refreshCallsOf(linked)).toHaveLength(2);
  });

  it('marking a row as uncertain: the pause is that of one silence', async () => {
    const linked = await rig.link(vault);
    const before = BigInt(String((await rig.grant(linked))?.epoch));
    rig.plant({ endpoint: REFRESH, kind: 'drop', when: 'before' });
    wire.loseNext('grant-uncertain');
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toMatchObject({ kind: 'unavailable' });
    expect(wire.lost).toBe(3);
    const row = await rig.grant(linked);
    expect(row).toMatchObject({ state: 'uncertain', failures: 1 });
    expect(BigInt(String(row?.epoch))).toBe(before + 1n);
  });
});

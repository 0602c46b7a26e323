import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { grantTimeIsOver } from '#vault/testing/over';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { type Linked, Rig } from '#vault/testing/rig';
import { refreshGrant } from './refresh';
import { startRefreshLoop } from './refresh-loop';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

let rig: Rig;
let vault: VaultContext;
/** Was started with a ring that lacks the key of every record so far. */
let lacking: VaultContext;

beforeAll(async () => {
  rig = await Rig.start();
  vault = rig.vault();
  lacking = rig.vault({ ring: await openKeyRing(new Secret(`other:${randomBytes(32).toString('base64')}`)) });
});
afterAll(() => rig.close());
beforeEach(async () => {
  rig.calm();
  await rig.owner.query('DELETE FROM alarms');
});

async function disconnect(linked: Linked): Promise<void> {
  await vault.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE public.connections SET status = 'disconnected', reason = 'customer', disconnected_at = now(),
        end_result = 'pending', token_may_work_until = now() + interval '12 hours'
      WHERE id = ${linked.id}::uuid`;
    await startRevocation(tx, vault, linked.id);
  });
}

describe('a vault whose key ring lacks the key of a record', () => {
  it('hands out nothing, says that it is our configuration, alarms, and leaves the record as it is', async () => {
    const linked = await rig.link(vault);
    const before = await rig.grant(linked);
    await expect(vend(lacking, linked.id)).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
      retryAfterSeconds: 60,
    });
    expect(await rig.openAlarms()).toEqual(['vault_key_missing']);
    expect(await rig.grant(linked)).toEqual(before);
    expect(rig.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('takes no lease, so that a vault that has the key refreshes at once', async () => {
    const linked = await rig.link(vault, { accessSeconds: 1 });
    await rig.untilExpired(linked);
    const before = await rig.grant(linked);
    for (const ask of [
      () => refreshGrant(lacking, linked.id, { why: 'check' }),
      () => vend(lacking, linked.id),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    }
    expect(await rig.grant(linked)).toEqual(before);
    expect(rig.refreshCallsOf(linked)).toEqual([]);
    expect(await rig.openAlarms()).toEqual(['vault_key_missing']);
    expect(rig.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('goes on with what it can open, and leaves the rest due', async () => {
    const [foreign, own] = [await rig.link(vault), await rig.link(lacking)];
    await grantTimeIsOver(rig, 'next_refresh_at', foreign, own);
    const before = await rig.grant(foreign);
    const stop = startRefreshLoop(lacking);
    await until('its own is refreshed', () => rig.refreshesOf(own).length === 1);
    await until('staff are told', async () => (await rig.openAlarms()).includes('vault_key_missing'));
    await stop();
    expect(await rig.grant(foreign)).toEqual(before);
  });

  it('does not skip the revoking refresh: a vault that has the key makes it', async () => {
    const linked = await rig.link(vault);
    const handedOut = (await vend(vault, linked.id)).access;
    await disconnect(linked);
    const before = await rig.grant(linked);
    expect(await revokeGrant(rig, lacking, linked)).toBe('pending');
    expect(await rig.grant(linked)).toEqual(before);
    expect(await revokeGrant(rig, vault, linked)).toBe('cancelled');
    expect(rig.isLive(handedOut)).toBe(false);
  });

  it('erases at the end of the kill window all the same, and says that it is not confirmed', async () => {
    const linked = await rig.link(vault);
    await disconnect(linked);
    await grantTimeIsOver(rig, 'ending_until', linked);
    expect(await revokeGrant(rig, lacking, linked)).toBe('unconfirmed');
    expect(await rig.grant(linked)).toBeUndefined();
    expect(await rig.connection(linked)).toMatchObject({ end_result: 'unconfirmed' });
    expect(await rig.openAlarms()).toEqual(['vault_key_missing']);
  });
});

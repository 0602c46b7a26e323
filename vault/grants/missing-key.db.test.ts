import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { until } from '#test/until';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { refreshGrant } from './refresh';
import { startRefreshLoop } from './refresh-loop';
import { startRevocation } from './start-revocation';
import { vend } from './vend';

let harness: Harness;
let vault: VaultContext;
/** Was started with a ring that lacks the key of every record so far. */
let lacking: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  lacking = harness.vault({
    ring: openKeyRing(new Secret(`other:${randomBytes(32).toString('base64')}`)),
  });
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM alarms');
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
    const linked = await harness.link(vault);
    const before = await harness.grant(linked);
    await expect(vend(lacking, linked.id)).rejects.toMatchObject({
      code: 'KEY_UNKNOWN',
      retryAfterSeconds: 60,
    });
    expect(await harness.openAlarms()).toEqual(['vault_key_missing']);
    expect(await harness.grant(linked)).toEqual(before);
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('takes no lease, so that a vault that has the key refreshes at once', async () => {
    const linked = await harness.link(vault, { accessSeconds: 1 });
    await harness.untilExpired(linked);
    const before = await harness.grant(linked);
    for (const ask of [
      () => refreshGrant(lacking, linked.id, { why: 'check' }),
      () => vend(lacking, linked.id),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
    }
    expect(await harness.grant(linked)).toEqual(before);
    expect(harness.refreshCallsOf(linked)).toEqual([]);
    expect(await harness.openAlarms()).toEqual(['vault_key_missing']);
    expect(harness.isLive((await vend(vault, linked.id)).access)).toBe(true);
  });

  it('goes on with what it can open, and leaves the rest due', async () => {
    const [foreign, own] = [await harness.link(vault), await harness.link(lacking)];
    await expireGrant(harness, 'next_refresh_at', foreign, own);
    const before = await harness.grant(foreign);
    const stop = startRefreshLoop(lacking);
    await until('its own is refreshed', () => harness.refreshesOf(own).length === 1);
    await until('staff are told', async () => (await harness.openAlarms()).includes('vault_key_missing'));
    await stop();
    expect(await harness.grant(foreign)).toEqual(before);
  });

  it('does not skip the revoking refresh: a vault that has the key makes it', async () => {
    const linked = await harness.link(vault);
    const handedOut = (await vend(vault, linked.id)).access;
    await disconnect(linked);
    const before = await harness.grant(linked);
    expect(await revokeGrant(harness, lacking, linked)).toBe('pending');
    expect(await harness.grant(linked)).toEqual(before);
    expect(await revokeGrant(harness, vault, linked)).toBe('cancelled');
    expect(harness.isLive(handedOut)).toBe(false);
  });

  it('erases at the end of the kill window all the same, and says that it is not confirmed', async () => {
    const linked = await harness.link(vault);
    await disconnect(linked);
    await expireGrant(harness, 'ending_until', linked);
    expect(await revokeGrant(harness, lacking, linked)).toBe('unconfirmed');
    expect(await harness.grant(linked)).toBeUndefined();
    expect(await harness.connection(linked)).toMatchObject({ end_result: 'unconfirmed' });
    expect(await harness.openAlarms()).toEqual(['vault_key_missing']);
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, SHORT } from '#vault/testing/harness';

let harness: Harness;
let vault: Vault;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...SHORT, loopMs: 3_600_000 } });
  linked = await harness.link(vault.ctx);
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});
afterEach(() => vi.restoreAllMocks());

type Answer = { status: number; code: string | undefined; token: string | undefined };

async function vend(key: string): Promise<Answer> {
  const url = `${vault.partnerUrl}/v1/connections/${linked.id}/access-token`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const { code, access_token: token } = await response.json();
  return { status: response.status, code, token };
}

/** A key whose check this process knows, and whose use is noted: its next vend is one statement. */
async function knownKey() {
  const { id, key } = await makeApiKey(vault.ctx.database, ['tokens:read']);
  await vend(key);
  await vend(key);
  return { key, id };
}

const recordsOf = async (id: string): Promise<number> => {
  const { rows } = await harness.owner.query(
    `SELECT count(*)::int AS n FROM vault.access_records WHERE api_key_id = $1`,
    [id],
  );
  return rows[0].n;
};

describe('a vend in one statement', () => {
  it('is what a known key gets, with one record each (promise 11), for all who ask at once', async () => {
    const { key, id } = await knownKey();
    const [keys, rows, records] = [
      vi.spyOn(vault.ctx, 'readApiKeyRow'),
      vi.spyOn(vault.ctx, 'readVendRow'),
      vi.spyOn(vault.ctx, 'recordAccess'),
    ];
    const answers = await Promise.all(Array.from({ length: 40 }, () => vend(key)));
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(harness.emulator.state.tokens.findAccess(answers[0]?.token ?? '', Date.now())).toBeDefined();
    for (const spy of [keys, rows, records]) expect(spy).not.toHaveBeenCalled();
    expect(await recordsOf(id)).toBe(42);
  });

  const of = (table: string, change: string) => (id: string) =>
    harness.owner.query(
      `UPDATE ${table} SET ${change} WHERE ${table === 'vault.api_keys' ? 'id = $1' : 'id::text = $1'}`,
      [id],
    );
  const KEY_CHANGES = {
    'is revoked': ['revoked_at = now()', 401, 'API_KEY_REFUSED'],
    'has expired': [`expires_at = now()`, 401, 'API_KEY_EXPIRED'],
    'is of the other environment now': [`environment = 'production'`, 404, 'NOT_FOUND'],
    'is for other networks now': [`networks = '{192.0.2.0/24}'`, 403, 'API_KEY_NOT_HERE'],
    'wants a client certificate now': [`certificate = 'subject:CN=x'`, 403, 'API_KEY_NOT_HERE'],
    'has lost the scope': [`scopes = '{connections:read}'`, 403, 'SCOPE_MISSING'],
    'has another secret': [`hash = sha256('other')`, 401, 'API_KEY_REFUSED'],
  } as const;
  it.each(Object.entries(KEY_CHANGES))(
    'is none from the moment the key %s',
    async (_, [change, status, code]) => {
      const { key, id } = await knownKey();
      await of('vault.api_keys', change)(id);
      expect(await vend(key)).toMatchObject({ status, code });
      expect(await recordsOf(id)).toBe(2);
    },
  );

  it('is none for a key with a quota, which counts each connection', async () => {
    const { key, id } = await knownKey();
    await of('vault.api_keys', 'quota_per_hour = 1, quota_refuses = true')(id);
    expect(await vend(key)).toMatchObject({ status: 200 });
    const quick = vi.spyOn(vault.ctx.readAndRecord, 'token');
    expect(await vend(key)).toMatchObject({ status: 200 });
    expect(quick).not.toHaveBeenCalled();
    const { rows } = await harness.owner.query(
      'SELECT connection_id FROM vault.api_key_connections WHERE api_key_id = $1',
      [id],
    );
    expect(rows).toEqual([{ connection_id: linked.id }]);
  });

  it('is none when the time of the first secret ends between two vends, without any write', async () => {
    const { key, id } = await knownKey();
    await of(
      'vault.api_keys',
      `next_hash = sha256('next'), next_made_at = now(), overlap_ends_at = now() + interval '1 second'`,
    )(id);
    await vend(key);
    const read = vi.spyOn(vault.ctx, 'readApiKeyRow');
    expect(await vend(key)).toMatchObject({ status: 200 });
    expect(read).not.toHaveBeenCalled();
    await until('its first secret has ended', async () => (await vend(key)).code === 'API_KEY_REFUSED');
  });

  it('is none when the key itself ends between two vends, without any write', async () => {
    const { key, id } = await knownKey();
    await of('vault.api_keys', `expires_at = now() + interval '2 seconds'`)(id);
    await vend(key);
    const read = vi.spyOn(vault.ctx, 'readApiKeyRow');
    expect(await vend(key)).toMatchObject({ status: 200 });
    expect(read).not.toHaveBeenCalled();
    await until('it has ended', async () => (await vend(key)).code === 'API_KEY_EXPIRED');
  });

  const CONNECTION_CHANGES = {
    'is frozen': ['frozen_at = now()', 'frozen_at = NULL', 'CONNECTION_FROZEN'],
    'needs its customer': [
      `status = 'needs_reconnect', reason = 'replaced'`,
      `status = 'active', reason = NULL`,
      'CONNECTION_NEEDS_RECONNECT',
    ],
  } as const;
  it.each(Object.entries(CONNECTION_CHANGES))(
    'is none from the moment the connection %s (promise 6)',
    async (_, changes) => {
      const { key, id } = await knownKey();
      const [change, back, code] = changes;
      await of('public.connections', change)(linked.id);
      expect(await vend(key)).toMatchObject({ code });
      await of('public.connections', back)(linked.id);
      expect(await recordsOf(id)).toBe(2);
      expect(await vend(key)).toMatchObject({ status: 200 });
    },
  );

  it('promise 12: is none from the moment of a hold, and of one in waves until its connection’s turn has come', async () => {
    const { key, id } = await knownKey();
    const quick = vi.spyOn(vault.ctx.readAndRecord, 'token');
    const { rows } = await harness.owner.query<{ turn: number }>(
      `INSERT INTO vault.holds (scope, value, reason, placed_by) VALUES ('environment', 'sandbox', 'x', 'test')
       RETURNING get_byte(uuid_send($1::uuid), 15) * 100 / 256 AS turn`,
      [linked.id],
    );
    const turn = rows[0]?.turn ?? 0;
    const release = (percent: number) =>
      harness.owner.query('UPDATE vault.holds SET released_percent = $1', [percent]);
    expect(await vend(key)).toMatchObject({ status: 423, code: 'ACCESS_ON_HOLD' });
    await release(turn);
    expect(await vend(key)).toMatchObject({ status: 423, code: 'ACCESS_ON_HOLD' });
    expect(await recordsOf(id)).toBe(2);
    await release(turn + 1);
    expect(await vend(key)).toMatchObject({ status: 200 });
    expect(quick, 'by the one statement').toHaveBeenCalled();
    expect(await recordsOf(id)).toBe(3);
    await harness.owner.query('DELETE FROM vault.holds');
  });

  it('hands out no token that is at its end, nor an older one after a refresh (promise 3)', async () => {
    const { key, id } = await knownKey();
    const { token: old } = await vend(key);
    await harness.owner.query(
      `UPDATE vault.grants SET access_issued_at = now() - interval '1 hour', access_expires_at = now() + interval '30 seconds'
       WHERE connection_id = $1`,
      [linked.id],
    );
    const { token: renewed } = await vend(key);
    expect(renewed).not.toBe(old);
    expect(await vend(key)).toMatchObject({ status: 200, token: renewed });
    expect(await recordsOf(id)).toBe(5);
  });

  it('a wrong secret of a known key is refused, also from where the right one was shown', async () => {
    const { key } = await knownKey();
    const wrong = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
    expect(await vend(wrong)).toMatchObject({ status: 401, code: 'API_KEY_REFUSED' });
  });
});

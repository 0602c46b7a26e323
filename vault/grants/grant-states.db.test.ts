import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrantState } from '#lib/db/generated/enums';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { NEXT_STATES } from './grant-record';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterAll(() => harness.close());

/** What a row in each state looks like, but for its tokens. */
const COLUMNS: Record<GrantState, string> = {
  received: 'access = refresh, lease_owner = NULL, uncertain_until = NULL, ending_until = NULL',
  settled: 'access = refresh, lease_owner = NULL, uncertain_until = NULL, ending_until = NULL',
  refreshing:
    "access = refresh, lease_owner = 'x', lease_expires_at = now(), refresh_sent_at = now(), ending_until = NULL",
  uncertain: 'access = refresh, lease_owner = NULL, uncertain_until = now(), ending_until = NULL',
  ending: 'access = NULL, lease_owner = NULL, uncertain_until = NULL, ending_until = now()',
};

/** Puts the row into `from`, then tries `to`: the code of PostgreSQL, or `done`. All of it is rolled back. */
async function tryTransition({ id }: Linked, from: GrantState, to: GrantState): Promise<string> {
  const owner = async (state: GrantState) =>
    state === 'received'
      ? `, attempt_id = (SELECT attempt_id FROM exchanges WHERE connection_id = '${id}' LIMIT 1), connection_id = NULL`
      : '';
  const client = await harness.owner.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT id FROM vault.grants WHERE connection_id = $1', [id]);
    await client.query('ALTER TABLE vault.grants DISABLE TRIGGER grants_state_follows');
    await client.query(
      `UPDATE vault.grants SET state = '${from}', ${COLUMNS[from]} ${await owner(from)} WHERE id = $1`,
      [rows[0].id],
    );
    await client.query('ALTER TABLE vault.grants ENABLE TRIGGER grants_state_follows');
    const back =
      from === 'received' && to !== 'received' && to !== 'ending'
        ? `, attempt_id = NULL, connection_id = '${id}'`
        : '';
    await client.query(`UPDATE vault.grants SET state = '${to}', ${COLUMNS[to]} ${back} WHERE id = $1`, [
      rows[0].id,
    ]);
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

const STATES = Object.keys(NEXT_STATES) as GrantState[];

describe('the states of a grant', () => {
  it.each(STATES)('after %s the database takes what the table names, and nothing else', async (from) => {
    const linked = await harness.link(vault);
    const taken: GrantState[] = [];
    for (const to of STATES) {
      if (to === from) continue;
      const answer = await tryTransition(linked, from, to);
      expect(['done', '23514'], `${from} to ${to}`).toContain(answer);
      if (answer === 'done') taken.push(to);
    }
    expect(taken).toEqual([...NEXT_STATES[from]]);
  });

  it.each([
    ["state = 'settled', access = NULL"],
    ["state = 'settled', lease_owner = 'x'"],
    ["state = 'settled', uncertain_until = now()"],
    ["state = 'refreshing'"],
    ["state = 'uncertain'"],
    ["state = 'ending'"],
    ["state = 'ending', ending_until = now()"],
    ['connection_id = NULL'],
    ['wise_user_id = NULL'],
    ['profile_id = NULL'],
    ['customer_id = NULL'],
    ['attempt_id = (SELECT attempt_id FROM exchanges LIMIT 1)'],
  ])('a row that its state does not fit is refused: %s', async (change) => {
    const linked = await harness.link(vault);
    await expect(
      harness.owner.query(`UPDATE vault.grants SET ${change} WHERE connection_id = $1`, [linked.id]),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('a grant without a refresh token is refused: there would be nothing to keep, and nothing to revoke', async () => {
    const linked = await harness.link(vault);
    await expect(
      harness.owner.query('UPDATE vault.grants SET refresh = NULL WHERE connection_id = $1', [linked.id]),
    ).rejects.toMatchObject({ code: '23502' });
  });
});

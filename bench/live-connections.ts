import { randomBytes } from 'node:crypto';
import { Secret } from '#lib/log/secret';
import { withClient } from '#scripts/db/roles';
import { sealPair } from '#vault/grants/grant-record';
import { CLIENT_ID } from './connections';
import type { Stack } from './stack';

const AT_ONCE = 1_000;
const TOKEN_BYTES = 24;

type Row = { id: string; customerId: string; profileId: string };

/**
 * Customers with a connection and a grant each, whose tokens are made up: sealed as the vault seals them, in bulk. For what
 * never asks Wise: ten thousand consents at the emulator would take minutes.
 *
 * @returns the ids of the connections
 */
export async function makeLiveConnections(stack: Stack, count: number): Promise<string[]> {
  return withClient(stack.ownerUrl, async (owner) => {
    const ids: string[] = [];
    for (let from = 0; from < count; from += AT_ONCE) {
      const size = Math.min(AT_ONCE, count - from);
      const { rows } = await owner.query<Row>(
        `WITH people AS (
           INSERT INTO public.customers (name, email)
           SELECT 'Live ' || n, 'live-' || n || '@mail.example' FROM generate_series($1::int, $1::int + $2::int - 1) n
           RETURNING id, name)
         INSERT INTO public.connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
           profile_name, status)
         SELECT id, 'sandbox', $3, '9' || substr(name, 6), '8' || substr(name, 6), 'personal', name, 'active' FROM people
         RETURNING id, customer_id AS "customerId", profile_id AS "profileId"`,
        [10_000_000 + from, size, CLIENT_ID],
      );
      await owner.query(INSERT_GRANTS, columnsOf(stack, rows));
      ids.push(...rows.map(({ id }) => id));
    }
    await owner.query('ANALYZE public.customers, public.connections, vault.grants');
    return ids;
  });
}

const INSERT_GRANTS = `
  INSERT INTO vault.grants (connection_id, environment, client_id, customer_id, wise_user_id, profile_id, state, epoch,
    version, key_id, wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
  SELECT c.id, c.environment, c.client_id, c.customer_id, c.wise_user_id, c.profile_id, 'settled', 1, 1, s.key_id,
    s.wrapped_key, s.access, s.refresh, now(), now() + interval '12 hours', now() + interval '6 hours'
  FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[])
    AS s (id, key_id, wrapped_key, access, refresh)
  JOIN public.connections c ON c.id = s.id`;

function columnsOf(stack: Stack, rows: readonly Row[]): unknown[][] {
  const token = () => new Secret(randomBytes(TOKEN_BYTES).toString('base64url'));
  const sealed = rows.map(({ id, customerId, profileId }) =>
    sealPair(
      stack.own,
      {
        connectionId: id,
        environment: 'sandbox',
        clientId: CLIENT_ID,
        customerId,
        wiseUserId: profileId.replace('8', '9'),
        profileId,
      },
      1n,
      { access: token(), refresh: token() },
    ),
  );
  return [
    rows.map(({ id }) => id),
    sealed.map(({ keyId }) => keyId),
    sealed.map(({ wrappedKey }) => wrappedKey),
    sealed.map(({ access }) => access),
    sealed.map(({ refresh }) => refresh),
  ];
}

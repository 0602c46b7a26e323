import { randomBytes } from 'node:crypto';
import type { AttemptState } from '#web/attempts/outcomes';
import type { Customer } from '../../harness/people';
import type { Stack } from '../../harness/stack';

/** Wise limits user and profile of a connection, and waits for the customer. */
export async function restrict(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO wise_standings (environment, subject, subject_id, fact, reference, value, due_at, occurred_at, sent_at)
     SELECT environment, s.subject, CASE s.subject WHEN 'user' THEN wise_user_id ELSE profile_id END, s.fact,
       s.reference, s.value, s.due_at, now(), now()
     FROM connections, (VALUES ('user', 'state', '', 'withdraw_only', NULL),
       ('profile', 'verification', '', 'not_verified', NULL),
       ('profile', 'kyc', '46e1a5c4-4a9b-4563-89d3-18174d3ac0f8', 'waiting_customer_input', NULL),
       ('profile', 'kyc', '', 'passed_with_requirements', now() + interval '20 days'))
       AS s(subject, fact, reference, value, due_at)
     WHERE id = $1 ON CONFLICT DO NOTHING`,
    [connectionId],
  );
}

/** Two deliveries of Wise: one that was applied to this connection, and one of a type with a long name. */
export async function addDelivery(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO vault.webhook_events (environment, digest, body, is_test, deliveries, position, event_type,
       schema_version, occurred_at, outcome, connection_ids)
     SELECT 'sandbox', sha256(convert_to(kind, 'UTF8')), '', kind <> 'users#state-change', 3,
       nextval('vault.webhook_positions'), kind, '2.0.0', now(), outcome, ARRAY[$1::uuid]
     FROM (VALUES ('users#state-change', 'applied'), ('account-details-order#order-state-change', 'unreadable'))
       AS told(kind, outcome) ON CONFLICT DO NOTHING`,
    [connectionId],
  );
}

/** Writes an approval that Wise wants, to look at its page and cards; approve.spec.ts reaches one for real. */
export async function approvalOf(stack: Stack, connectionId: string): Promise<string> {
  const row = await stack.database.one(
    `INSERT INTO vault.sca_challenges (connection_id, operation, method, path_template, expires_at)
     VALUES ($1, 'fund_transfer', 'POST', '/v3/profiles/{id}/transfers/{id}/payments', now() + interval '1 hour')
     RETURNING id`,
    [connectionId],
  );
  return String(row.id);
}

/** Writes calls that failed at Wise, one with the longest path and one without an answer. */
export async function failCalls(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO vault.failed_calls (environment, client_id, connection_id, kind, method, path, status, problem, count, trace_id)
     SELECT environment, client_id, id, f.* FROM connections, (VALUES
       ('call', 'POST', '/v3/profiles/{}/transfers/{}/payments', 422, 'NOT_ENOUGH_FUNDS', 3, repeat('4f3b1c2d', 8)),
       ('refresh_token', 'POST', '/oauth/token', NULL, 'unknown', 1, NULL)) AS f
     WHERE id = $1 ON CONFLICT DO NOTHING`,
    [connectionId],
  );
}

/** Writes that a connection was used, with a key that has a hostile name, to look at its tables. */
export async function use(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO vault.api_keys (id, name, hash) VALUES ('00c0ffee00c0ffee', repeat('core-batch', 9) || E'\\u202e\\u05d0<b>', sha256(''))
     ON CONFLICT DO NOTHING`,
  );
  await stack.database.owner(
    `INSERT INTO vault.access_records (at, connection_id, api_key_id, version, purpose, request_id)
     SELECT now() - n * interval '7 hours', $1, CASE WHEN n % 5 = 4 THEN '' ELSE '00c0ffee00c0ffee' END, 1,
       CASE WHEN n % 5 = 4 THEN 'check' WHEN n % 3 = 0 THEN 'call' ELSE 'token' END, 'r' FROM generate_series(0, 40) AS n`,
    [connectionId],
  );
}

type TwoPeople = { first: string; second: string };

/**
 * Writes a closed drill, its hold released, to look at its pages; incident.spec.ts reaches an open one for real. Its report
 * carries no signature that verifies: the page verifies none.
 */
export async function incidentOf(stack: Stack, { first, second }: TwoPeople): Promise<string> {
  const hold = await stack.database.one(
    `INSERT INTO vault.holds (scope, value, reason, placed_by, released_at, released_by)
     VALUES ('environment', 'sandbox', 'A drill', 'test', now(), 'test') RETURNING id`,
  );
  const [head, closed] = [
    { key: { id: '00c0ffee' }, signature: '' },
    { summary: 'All is well.', by: 'Ada' },
  ];
  const row = await stack.database.one(
    `INSERT INTO vault.incidents (scope, value, reason, end_sessions, revoke_keys, is_drill, hold_id, first_staff_id,
       second_staff_id, placed_by, counts, closed_at, closed_by, report)
     VALUES ('environment', 'sandbox', $1, 'staff', false, true, $2, $3, $4, 'test', $5::jsonb, now(), 'test', $6)
     RETURNING id`,
    [
      'A laptop was stolen. '.repeat(12),
      hold.id,
      first,
      second,
      JSON.stringify({
        connections: 10_000,
        grants: 12,
        apiKeys: 2,
        staffSessions: 3,
        customerSessions: 4,
        uses: null,
        bound: 10_000,
      }),
      `${JSON.stringify(head)}\n${JSON.stringify({ closed })}\n`,
    ],
  );
  await stack.database.owner(
    `INSERT INTO vault.incident_steps (incident_id, step, place, state, done, total, proof, by)
     SELECT $1, s.step, s.place, s.state, 7, 9, s.proof, 'test'
     FROM (VALUES ('hold', 1, 'done', NULL), ('sessions', 2, 'done', NULL), ('client_secret', 4, 'done', 'Ticket 7'),
       ('customers_told', 7, 'not_needed', 'A drill'), ('release', 10, 'done', NULL)) AS s(step, place, state, proof)`,
    [String(row.id)],
  );
  return String(row.id);
}

/** Writes an act that waits for a second person, to look at its page; the end of the test ends it (`Stack.reset`). */
export async function waitingApproval(stack: Stack, first: string): Promise<string> {
  const row = await stack.database.one(
    `INSERT INTO vault.second_approvals (act, body, digest, first_staff_id, first_passkey_id, expires_at)
     VALUES ('incident.place', $1::jsonb, sha256(gen_random_uuid()::text::bytea), $2, gen_random_uuid(), now() + interval '1 day')
     RETURNING id`,
    [
      JSON.stringify({
        act: 'incident.place',
        on: 'environment:production',
        since: '2026-11-01T00:00:00Z',
        endSessions: 'staff',
        revokeKeys: 'no',
        drill: 'no',
        reason: 'A laptop was stolen.',
      }),
      first,
    ],
  );
  return String(row.id);
}

/** Writes a list of connections that was frozen but for one, to look at its page. */
export async function bulkActOf(stack: Stack, staffId: string, connectionIds: string[]): Promise<string> {
  const row = await stack.database.one(
    `INSERT INTO vault.bulk_acts (kind, source, query, state, total, breakdown, done, refused, reason, created_by, started_role,
       started_at, finished_at)
     VALUES ('freeze', 'selection', '', 'finished', $1, $2::jsonb, $3, 1, $4, $5, 'operator', now(), now()) RETURNING id`,
    [
      connectionIds.length,
      JSON.stringify([{ environment: 'production', status: 'active', count: connectionIds.length }]),
      connectionIds.length - 1,
      'They use a lost device. '.repeat(9),
      staffId,
    ],
  );
  await stack.database.owner(
    `INSERT INTO vault.bulk_act_items (bulk_act_id, connection_id, outcome, refusal, at)
     SELECT $1, c.id, CASE WHEN c.n = 1 THEN 'refused' ELSE 'done' END, CASE WHEN c.n = 1 THEN 'disconnected' END, now()
     FROM unnest($2::uuid[]) WITH ORDINALITY AS c(id, n)`,
    [row.id, connectionIds],
  );
  return String(row.id);
}

/** Writes an endpoint with a long address that takes nothing, and deliveries in each state, to look at its pages. */
export async function endpointOf(stack: Stack, connectionId: string): Promise<string> {
  const row = await stack.database.one(
    `INSERT INTO vault.event_endpoints (environment, url, description, failures, failing_since, rest_until)
     VALUES ('sandbox', 'https://hooks.example/' || repeat('connect-wise/', 30) || '?key=1', 'Ledger ' || repeat('and more ', 20),
       9, now() - interval '5 minutes', now() + interval '1 day') RETURNING id`,
  );
  await stack.database.owner(
    `WITH told AS (INSERT INTO vault.events (type, connection_id, environment, position)
       SELECT 'connection.frozen', $2, 'sandbox', nextval('vault.event_positions') FROM generate_series(1, 4)
       RETURNING sequence, position)
     INSERT INTO vault.event_deliveries (endpoint_id, position, sequence, type, line, state, tries, next_try_at, last_try_at,
       last_status, last_failure)
     SELECT $1, position, sequence, 'connection.frozen', $2, state, tries, next_try_at, now(), last_status, last_failure
     FROM (SELECT *, row_number() OVER (ORDER BY position) AS n FROM told) AS numbered JOIN (VALUES
       (1, 'delivered', 1, NULL::timestamptz, 200, NULL), (2, 'given_up', 12, NULL, NULL, 'timeout'),
       (3, 'waiting', 3, now() + interval '1 day', 503, NULL), (4, 'waiting', 0, NULL, NULL, NULL))
       AS state (n, state, tries, next_try_at, last_status, last_failure) USING (n)`,
    [row.id, connectionId],
  );
  return String(row.id);
}

/** Two accounts of our own, one of which Wise rejects, with a name that is none of ours to choose. */
export async function addOwnAccounts(stack: Stack): Promise<void> {
  await stack.database.owner(
    `INSERT INTO personal_tokens (environment, wise_user_id, profile_id, profile_type, profile_name, country, state, refused_at)
     VALUES ('production', '7', '70000001', 'business', 'Example Bank Ltd', 'gbr', 'active', NULL),
       ('sandbox', '7', '70000002', 'business', repeat('A long name of a company ', 8), NULL, 'refused', now())
     ON CONFLICT DO NOTHING`,
  );
}

type Shown = Exclude<AttemptState, 'open'>;

/** What the vault's row of an attempt says, for the outcomes that come from the vault. */
const EXCHANGES: Partial<Record<Shown, [state: string, reason: string | null]>> = {
  connected: ['connected', null],
  expired: ['failed', 'code_refused'],
  profile_mismatch: ['refused', 'profile_mismatch'],
  no_profile: ['refused', 'no_profile'],
  identity_mismatch: ['refused', 'identity_mismatch'],
  identity_unknown: ['refused', 'identity_unknown'],
  interrupted: ['interrupted', null],
  wise_unavailable: ['failed', 'wise_unavailable'],
  configuration_wrong: ['failed', 'client_refused'],
  replaced: ['refused', 'replaced'],
  pending: ['sent', null],
  held: ['sent', null],
};

/** Writes an attempt that ended so, to look at its page; outcomes.spec.ts reaches each one for real. */
export async function attemptThatIs(
  stack: Stack,
  customer: Pick<Customer, 'id'>,
  outcome: Shown,
  connectionId: string | null = null,
): Promise<string> {
  const exchange = EXCHANGES[outcome];
  const codeHash = randomBytes(32);
  const attempt = await stack.database.one(
    `INSERT INTO connect_attempts
       (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, expires_at, claimed_at,
        code_hash, outcome, ended_at)
     VALUES ($1, 'production', $2, $3, $4, $5, now() + interval '30 minutes', now(), $6, $7,
             CASE WHEN $7::text IS NULL THEN NULL ELSE now() END) RETURNING id`,
    [
      customer.id,
      stack.production.clientId,
      `${stack.appUrl}/connect/production/callback`,
      randomBytes(32),
      randomBytes(32),
      codeHash,
      exchange === undefined ? outcome : null,
    ],
  );
  const id = String(attempt.id);
  if (exchange !== undefined) {
    await stack.database.owner(
      `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason,
         connection_id, deadline_at, held_since)
       VALUES ($1, $2, $3, 'production', $4, $5::exchange_state, $6, $7, now() + interval '1 hour',
         CASE WHEN $8 THEN now() END)`,
      [id, codeHash, customer.id, stack.production.clientId, ...exchange, connectionId, outcome === 'held'],
    );
  }
  return id;
}

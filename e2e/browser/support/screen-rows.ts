import type { Stack } from '../../harness/stack';

/** Wise limits user and profile of a connection, and waits for the customer. */
export async function restrict(stack: Stack, connectionId: string): Promise<void> {
  await stack.database.owner(
    `INSERT INTO wise_standings (environment, subject, subject_id, fact, value, due_at, occurred_at, sent_at)
     SELECT environment, s.subject, CASE s.subject WHEN 'user' THEN wise_user_id ELSE profile_id END, s.fact, s.value,
       s.due_at, now(), now()
     FROM connections, (VALUES ('user', 'state', 'withdraw_only', NULL),
       ('profile', 'verification', 'not_verified', NULL),
       ('profile', 'kyc', 'passed_with_requirements', now() + interval '20 days')) AS s(subject, fact, value, due_at)
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

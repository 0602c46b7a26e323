import { sha256Hex } from '#lib/hash/sha256';
import type { VaultContext } from '#vault/runtime/context';
import type { Harness, Linked } from './harness';

type Statement = [sql: string, ...values: unknown[]];

/** Whose rows: the customer, their connection, a colleague, and the word that stands in all of them. */
type Of = { customerId: string; id: string; staffId: string; word: string };

/** A connected customer of whom something stands in every table of the list, with words that nobody else has. */
export async function filledCustomer(
  harness: Harness,
  { vault, staffId, word }: { vault: VaultContext; staffId: string; word: string },
): Promise<Linked> {
  const own = (sql: string, values: unknown[] = []) => harness.owner.query(sql, values);
  const linked = await harness.link(vault);
  const { id, customerId } = linked;
  await own(`UPDATE customers SET name = $2, email = $3 WHERE id = $1`, [
    customerId,
    `${word} Name`,
    `${word}@people.example`,
  ]);
  await own(`UPDATE connections SET profile_name = $2 WHERE id = $1`, [id, `${word} Profile`]);
  const of = { customerId, id, staffId, word };
  for (const [sql, ...values] of [...ofPerson(of), ...ofConnection(of)]) await own(sql, values);
  return linked;
}

function ofPerson({ customerId, id, staffId, word }: Of): Statement[] {
  return [
    [
      `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id) VALUES ('p', 'https://id.example', $2, 'oauth', $1)`,
      customerId,
      `${word}-subject`,
    ],
    [
      `INSERT INTO customer_sessions (token_hash, customer_id, expires, device, network) VALUES ($2, $1, now() + interval '1 hour', $3, '203.0.113.9')`,
      customerId,
      sha256Hex(word),
      `${word} Browser`,
    ],
    [
      `INSERT INTO customer_verification_tokens (identifier, token, expires) VALUES ($1, $1, now() + interval '1 hour')`,
      `${word}@people.example`,
    ],
    [
      `INSERT INTO connection_notes (connection_id, staff_id, text) VALUES ($1, $2, $3)`,
      id,
      staffId,
      `${word} called`,
    ],
    [
      `INSERT INTO connection_follow_up (connection_id, owner_staff_id, snoozed_until, snooze_reason) VALUES ($1, $2, now(), $3)`,
      id,
      staffId,
      `${word} is away`,
    ],
    [
      `INSERT INTO connection_withdrawals (connection_id, channel, received_on, reference, staff_id) VALUES ($1, 'post', now(), $3, $2)`,
      id,
      staffId,
      `${word} letter`,
    ],
    [
      `WITH a AS (INSERT INTO connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash, expires_at) VALUES ($1, 'sandbox', 'c', 'r', sha256($2::bytea), sha256('b'), now()) RETURNING id)
      INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, profile_id, state, reason, deadline_at, finished_at) SELECT id, sha256($2::bytea), $1, 'sandbox', 'c', convert_from($2::bytea, 'UTF8'), 'refused', 'no_profile', now(), now() FROM a`,
      customerId,
      word,
    ],
    [
      `WITH r AS (INSERT INTO wise_registrations (customer_id, environment, client_id, email, created_by) VALUES ($1, 'sandbox', 'acme-bank', $2, 'key') RETURNING id)
      INSERT INTO vault.registration_codes (registration_id, key_id, wrapped_key, code) SELECT id, 'k1', '\\x00', '\\x00' FROM r`,
      customerId,
      `${word}@wise.example`,
    ],
    [
      `SELECT append_audit('connection.connected', 'customer', $1, $2::uuid, 'sandbox', '{}', jsonb_build_object('actorName', $3::text))`,
      customerId,
      id,
      `${word} Name`,
    ],
    [
      `SELECT append_audit('connection.disconnected', 'staff', $1, $2::uuid, 'sandbox', '{}', jsonb_build_object('reason', $3::text))`,
      staffId,
      id,
      `${word} wrote`,
    ],
  ];
}

function ofConnection({ customerId, id, staffId, word }: Of): Statement[] {
  return [
    [
      `SELECT append_audit('session.refused', 'system', 'web', NULL, NULL, '{"audience":"customer"}', jsonb_build_object('email', $1::text, 'name', $1::text))`,
      `${word}@people.example`,
    ],
    [
      `INSERT INTO vault.sca_challenges (connection_id, operation, method, path_template, expires_at) VALUES ($1, 'other', 'GET', '/x', now())`,
      id,
    ],
    [
      `INSERT INTO vault.refresh_outcomes (connection_id, environment, outcome) VALUES ($1, 'sandbox', 'refreshed') ON CONFLICT DO NOTHING`,
      id,
    ],
    [
      `INSERT INTO vault.webhook_events (environment, digest, body, is_test, position, event_type, subject, subject_id, outcome, connection_ids)
      SELECT environment, sha256($1), $1, false, nextval('vault.webhook_positions'), 'x', 'profile', profile_id, 'applied', ARRAY[id] FROM connections WHERE id = $2`,
      Buffer.from(`{"of":"${word}"}`),
      id,
    ],
    [
      `INSERT INTO wise_standings (environment, subject, subject_id, fact, value, occurred_at, sent_at) SELECT environment, 'profile', profile_id, 'verification', 'verified', now(), now() FROM connections WHERE id = $1`,
      id,
    ],
    [
      `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at) VALUES ($1, now(), 'k', 'token', 3, now(), now())`,
      id,
    ],
    [
      `WITH i AS (INSERT INTO vault.imports (file_hash, rows, operator) VALUES (sha256($1::bytea), 1, 'ops') RETURNING id)
      INSERT INTO vault.import_rows (import_id, line, environment, client_id, token_hash, issuer, external_id, email, profile_id)
      SELECT id, 1, 'sandbox', 'acme-bank', sha256($1::bytea), 'https://id.example', convert_from($1::bytea, 'UTF8'), convert_from($1::bytea, 'UTF8'), '1' FROM i`,
      `${word}-subject`,
    ],
    [
      `INSERT INTO partner_sessions (kind, customer_id, external_id, return_url, created_by, authenticated_at, link_hash, link_expires_at) VALUES ('portal', $1, $2, 'https://shop.example', 'key', now(), sha256(convert_to($2, 'UTF8')), now())`,
      customerId,
      `${word}-external`,
    ],
    [
      `WITH s AS (INSERT INTO partner_sessions (kind, customer_id, external_id, environment, return_url, created_by, authenticated_at, link_hash, link_expires_at) VALUES ('connect', $1, $2, 'sandbox', 'https://shop.example', 'key', now(), sha256(convert_to($2, 'UTF8')), now()) RETURNING id)
      INSERT INTO vault.expected_facts (customer_id, environment, session_id, key_id, wrapped_key, facts) SELECT $1, 'sandbox', id, 'k1', '\\x00', '\\x00' FROM s`,
      customerId,
      `${word}-connecting`,
    ],
    [`INSERT INTO staff_looks (staff_id, customer_id, page_id) VALUES ($2, $1, $1)`, customerId, staffId],
    [`INSERT INTO erasure_requests (customer_id) VALUES ($1)`, customerId],
    [`INSERT INTO notices (customer_id, connection_id, kind) VALUES ($1, $2, 'connected')`, customerId, id],
  ];
}

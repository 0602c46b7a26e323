// A database with many connections, for plans (vitest) and figures (bench): made in SQL, a whole table at a time.

import type pg from 'pg';
import { withClient } from '#scripts/db/roles';

const TABLES = [
  'public.customers',
  'public.customer_accounts',
  'public.connections',
  'vault.grants',
  'vault.ring_key_use',
  'vault.refresh_outcomes',
  'public.audit_entries',
  'vault.audit_seals',
  'vault.access_use',
  'public.connection_last_use',
  'public.connect_attempts',
  'public.exchanges',
  'public.customer_sessions',
  'public.notices',
];

const ALSO_FILLED = [
  'public.connection_follow_up',
  'public.connection_notes',
  'public.wise_standings',
  'vault.webhook_events',
  'vault.access_records',
];

export type Filling = {
  /** The superuser's address of this very database: without triggers and foreign keys it takes a tenth of the time. */
  superUrl: string;
  count: number;
  /** The client and the key of most grants; some have others. */
  clientId: string;
  keyId: string;
};

/**
 * Makes that many customers, each with one account, one connection and what belongs to it, newest first by their
 * number. 19 of 20 are active, 1 in 100 is disconnected; 1 in 10 is of the sandbox. 1 in 50 grants is of another client
 * and 1 in 50 of another key, both due; 1 in 100 is due and frozen.
 */
export async function fillConnections({ superUrl, count, clientId, keyId }: Filling): Promise<void> {
  await withClient(superUrl, async (superuser) => {
    await superuser.query(`SET session_replication_role = replica; SET maintenance_work_mem = '512MB'`);
    const indexes = await dropIndexes(superuser);
    for (const statement of FILL) {
      await superuser.query(
        statement
          .replaceAll(':count', String(count))
          .replaceAll(':client', superuser.escapeLiteral(clientId))
          .replaceAll(':key', superuser.escapeLiteral(keyId)),
      );
    }
    for (const definition of indexes) await superuser.query(definition);
    // all that was filled: without statistics a plan is a guess, until autovacuum has come by
    await superuser.query(`VACUUM (ANALYZE) ${[...TABLES, ...ALSO_FILLED].join(', ')}`);
  });
}

/** An index that is made once is made in a tenth of the time of one that grows row by row. */
async function dropIndexes(superuser: pg.Client): Promise<string[]> {
  const { rows } = await superuser.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = ANY ($1::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)`,
    [TABLES],
  );
  for (const { name } of rows) await superuser.query(`DROP INDEX ${name}`);
  return rows.map(({ definition }) => definition);
}

const SEALED = `decode(repeat('00', 80), 'hex')`;

const FILL = [
  `CREATE UNLOGGED TABLE person AS SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS connection_id,
    (ARRAY['Maria','Jonas','Amara','Søren','Inês','Émilie','Zoë','Paul','Li','Noah'])[1 + n % 10] || ' ' ||
    (ARRAY['Keller','Weber','Okafor','Holm','Carvalho','Dubois','Novák','Smith','Na','Brown'])[1 + (n / 10) % 10] ||
    ' ' || substr(md5(n::text), 1, 6) || CASE WHEN n % 1000 = 7 THEN ' 李娜' ELSE '' END AS name,
    'person' || n || '@mail' || n % 50 || '.example' AS email, md5('s' || n) AS subject,
    (CASE WHEN n % 20 > 0 THEN 'active' WHEN n % 100 = 0 THEN 'disconnected' ELSE 'needs_reconnect' END
      )::public.connection_status AS status,
    (CASE WHEN n % 10 = 3 THEN 'sandbox' ELSE 'production' END)::public.environment AS environment,
    date_trunc('second', now()) - n * interval '1 minute' AS at
    FROM generate_series(1, :count) AS n`,
  `INSERT INTO public.customers (id, name, email, created_at, last_signed_in_at, search_text)
    SELECT id, name, email, at, at, lower(concat_ws(E'\\n', name, email, subject) COLLATE "und-x-icu") FROM person`,
  `INSERT INTO public.customer_accounts (provider, issuer, subject, type, customer_id, created_at)
    SELECT 'customer-oidc', 'https://id.example', subject, 'oauth', id, at FROM person`,
  'ANALYZE public.customers, public.customer_accounts',
  // its lookups want an index, which all others go without here
  'CREATE INDEX person_accounts ON public.customer_accounts (customer_id)',
  `INSERT INTO public.connections (id, customer_id, environment, client_id, wise_user_id, profile_id, profile_type,
      profile_name, status, reason, frozen_at, created_at, status_changed_at, disconnected_at, search_text)
    SELECT connection_id, id, environment, :client, n::text, (14000000 + n)::text, 'personal', name, status,
      (CASE status WHEN 'needs_reconnect' THEN 'lost_at_wise' WHEN 'disconnected' THEN 'customer' END
        )::public.connection_reason,
      CASE WHEN n % 100 = 1 THEN at END, at, at, CASE WHEN status = 'disconnected' THEN at END,
      public.connection_search_text(id, name, (14000000 + n)::text) FROM person ORDER BY n DESC`,
  'DROP INDEX public.person_accounts',
  `INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, key_id,
      wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
    SELECT connection_id, environment, CASE WHEN n % 50 = 11 THEN 'former-client' ELSE :client END, n::text,
      (14000000 + n)::text, id, CASE WHEN n % 50 = 12 THEN 'former-key' ELSE :key END,
      decode(repeat('00', 40), 'hex'), ${SEALED}, ${SEALED}, now(), now() + interval '12 hours',
      CASE WHEN n % 50 IN (11, 12) OR n % 100 = 1 OR n % 500 = 2 THEN now() - n % 7 * interval '1 minute' - interval '1 hour'
        ELSE now() + (300 + n % 21300) * interval '1 second' END
    FROM person WHERE status = 'active'`,
  // what triggers would have noted
  `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at)
    SELECT key_id, 'grants', id, connection_id, now() - interval '60 days' FROM vault.grants`,
  // the key that all had before
  `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at, until_at)
    SELECT 'rotated-key', 'grants', id, connection_id, now() - interval '90 days', now() - interval '60 days' FROM vault.grants`,
  `INSERT INTO vault.refresh_outcomes (connection_id, environment, outcome, at, since)
    SELECT connection_id, environment, CASE WHEN n % 1000 = 4 THEN 'grant_refused' ELSE 'refreshed' END,
      now() - n % 21600 * interval '1 second', now() - interval '1 day' FROM person WHERE status = 'active'`,
  // ids rise with time
  `INSERT INTO public.audit_entries (at, epoch, txid, db_role, action, actor_kind, connection_id, environment, detail)
    SELECT at, 1, :count + 1 - n, 'connect_vault', 'connection.connected', 'customer', connection_id, environment, '{}'
    FROM person ORDER BY n DESC`,
  `INSERT INTO vault.audit_seals (sequence, entry_id, key_id, mac)
    SELECT row_number() OVER (ORDER BY id), id, :key, decode(repeat('00', 32), 'hex') FROM public.audit_entries`,
  `INSERT INTO public.connect_attempts (customer_id, environment, client_id, redirect_uri, state_hash, browser_hash,
      created_at, expires_at)
    SELECT id, environment, :client, 'https://bank.example/', sha256(n::text::bytea), sha256('b'),
      now() - n % 30 * interval '1 day', now() - n % 30 * interval '1 day' FROM person WHERE n % 2 = 0`,
  `INSERT INTO public.exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, deadline_at,
      finished_at, sent_at, connection_id)
    SELECT gen_random_uuid(), sha256(n::text::bytea), id, environment, :client, 'connected', at,
      now() - n % 60 * interval '1 day', now() - n % 60 * interval '1 day', connection_id FROM person WHERE n % 2 = 0`,
  `INSERT INTO public.customer_sessions (token_hash, customer_id, expires)
    SELECT md5(n::text), id, now() + n % 600 * interval '1 minute' FROM person WHERE n % 5 = 0`,
  // half of them given up, a tenth resting after a failure
  `INSERT INTO public.notices (customer_id, connection_id, kind, created_at, sent_at, attempts, claimed_until)
    SELECT id, connection_id, 'connected', now() - n % 30 * interval '1 day',
      CASE WHEN n % 10 > 5 THEN now() - n % 30 * interval '1 day' END, CASE WHEN n % 10 < 5 THEN 9 ELSE 1 END,
      CASE WHEN n % 10 = 5 THEN now() + interval '1 hour' END FROM person WHERE n % 3 = 0`,
  `INSERT INTO vault.webhook_events (environment, digest, body, is_test, received_at, position, event_type, outcome,
      connection_ids)
    SELECT environment, sha256(n::text::bytea), '{}', false, at, nextval('vault.webhook_positions'),
      CASE WHEN n % 100 = 0 THEN 'users#state-change' ELSE 'transfers#state-change' END,
      CASE WHEN n % 100 = 0 THEN 'applied' ELSE 'kept' END, ARRAY[connection_id] FROM person ORDER BY n DESC`,
  `INSERT INTO public.wise_standings (environment, subject, subject_id, fact, value, occurred_at, sent_at)
    SELECT environment, 'profile', (14000000 + n)::text, 'verification',
      CASE WHEN n % 10 = 0 THEN 'not_verified' ELSE 'verified' END, at, at FROM person`,
  `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at)
    SELECT connection_id, current_date - n % 30, '0123456789abcdef', 'token', 1 + n % 900, now(), now() FROM person`,
  `INSERT INTO public.connection_last_use (connection_id, used_at)
    SELECT connection_id, CASE WHEN n % 50 = 9 THEN 'epoch' ELSE now() - n % 3000 * interval '1 hour' END FROM person`,
  // 1 in 10 is somebody's, 1 in 100 that of one person; 1 in 40 has a note
  `INSERT INTO public.staff (id, email, role) VALUES
    ('00000000-0000-4000-8000-000000000001', 'owner@staff.example', 'operator'),
    ('00000000-0000-4000-8000-000000000002', 'other@staff.example', 'operator')`,
  `INSERT INTO public.connection_follow_up (connection_id, owner_staff_id)
    SELECT connection_id, CASE WHEN n % 100 = 50 THEN '00000000-0000-4000-8000-000000000001'::uuid
      ELSE '00000000-0000-4000-8000-000000000002' END FROM person WHERE n % 10 = 0`,
  `INSERT INTO public.connection_notes (connection_id, staff_id, text)
    SELECT connection_id, '00000000-0000-4000-8000-000000000001', 'called' FROM person WHERE n % 40 = 0`,
  // a busy minute of them is not counted yet
  `INSERT INTO vault.access_records (connection_id, api_key_id, version, purpose, request_id)
    SELECT connection_id, '0123456789abcdef', 1, 'token', 'r' FROM person WHERE n <= 8000`,
  'SELECT vault.begin_connection_days()',
  'DROP TABLE person',
];

import { randomUUID } from 'node:crypto';
import { withClient } from '#scripts/db/roles';

type Customer = { id: string; name: string | null; email: string; subject: string };

export const ada: Customer = {
  id: randomUUID(),
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  subject: 'Sub|ADA_1',
};
const emilie: Customer = { id: randomUUID(), name: 'ÉMILIE 100%', email: 'e_d@example.com', subject: 'x-77' };
const unnamed: Customer = { id: randomUUID(), name: null, email: 'third@example.com', subject: 'oidc-third' };
/** A member of staff. */
export const OLGA = '00000000-0000-4000-8000-00000000000a';
const sameMoment = '2026-11-01T10:00:00.123Z';

/** Twelve connections of three customers, with what the staff's list filters by. */
export async function fillStaffList(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (owner) => {
    for (const { id, name, email, subject } of [ada, emilie, unnamed]) {
      await owner.query('INSERT INTO customers (id, name, email) VALUES ($1, $2, $3)', [id, name, email]);
      await owner.query(
        `INSERT INTO customer_accounts (provider, issuer, subject, type, customer_id)
         VALUES ('customer-oidc', 'https://id.example', $2, 'oidc', $1)`,
        [id, subject],
      );
    }
    const insert = (customer: Customer, values: Record<string, unknown>) => {
      const row = {
        customer_id: customer.id,
        environment: 'production',
        client_id: 'client',
        wise_user_id: '7',
        profile_id: '1',
        profile_type: 'personal',
        profile_name: 'Someone',
        status: 'active',
        ...values,
      };
      const names = Object.keys(row);
      return owner.query(
        `INSERT INTO connections (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
        Object.values(row),
      );
    };
    await insert(ada, {
      profile_id: '9007199254740993123',
      profile_name: 'Ada GmbH',
      profile_type: 'business',
    });
    await insert(ada, {
      profile_id: '22',
      status: 'needs_reconnect',
      reason: 'replaced',
      environment: 'sandbox',
      match_verdict: 'mismatch',
      match_facts: '{name}',
    });
    await insert(emilie, {
      profile_id: '33',
      profile_name: 'a_b\\c',
      status: 'disconnected',
      reason: 'staff',
      end_result: 'unconfirmed',
      token_may_work_until: new Date(Date.now() + 3_600_000),
    });
    await owner.query(
      `INSERT INTO staff (id, email, name, role) VALUES ($1, 'olga@bank.example', 'Olga', 'operator')`,
      [OLGA],
    );
    const of = (profileId: string) => `(SELECT id FROM connections WHERE profile_id = '${profileId}')`;
    await owner.query(`
      INSERT INTO connection_follow_up (connection_id, owner_staff_id) VALUES (${of('33')}, '${OLGA}');
      INSERT INTO connection_notes (connection_id, staff_id, text)
        VALUES (${of('22')}, '${OLGA}', 'called'), (${of('22')}, '${OLGA}', 'called again');
      INSERT INTO wise_standings (environment, subject, subject_id, fact, value, occurred_at, sent_at) VALUES
        ('production', 'profile', '9007199254740993123', 'state', 'visible', now(), now()),
        ('sandbox', 'profile', '22', 'verification', 'not_verified', now(), now()),
        ('production', 'profile', '33', 'state', 'deactivated', '2020-01-01', now());
      INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at) VALUES
        (${of('22')}, '2026-11-20', 'key', 'token', 1, '2026-11-20T23:59:59Z', '2026-11-20T23:59:59Z'),
        (${of('33')}, '2026-11-21', 'key', 'token', 1, '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z'),
        (${of('9007199254740993123')}, '2026-11-22', '', 'check', 1, '2026-11-22', '2026-11-22')`);
    for (let n = 0; n < 9; n += 1) await insert(unnamed, { profile_id: `4400${n}`, created_at: sameMoment });
  });
}

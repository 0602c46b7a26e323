import { Prisma } from '#lib/db/generated/client';

/** Rows of one table that nobody needs any more. */
export type Rule = {
  schema?: 'public' | 'vault';
  table: string;
  isOver: Prisma.Sql;
  /** Fewer in one statement where much hangs on a row and goes with it: a list has up to 100,000 connections, an import 1,000 rows. */
  atOnce?: number;
};

const daysAgo = (days: number) => Prisma.sql`now() - ${days}::int * interval '1 day'`;

/** Attempts go first: without its row no code can be handed in again, so the exchange need not be remembered. */
const ATTEMPT_DAYS = 30;
const EXCHANGE_DAYS = 60;
const ENDED_REGISTRATION_DAYS = 60;
const SENT_NOTICE_DAYS = 30;
/** Also of a deployment without a mail server. */
const NOTICE_DAYS = 90;
const CLOSED_ALARM_DAYS = 90;
/** More than a year, as the law lets a customer ask who used their data; the most that ACCESS_RECORD_DAYS can be. */
const ACCESS_USE_DAYS = 400;
/** Staff compare the refusals of a day with those before. */
const VEND_REFUSAL_DAYS = 90;
/** As long as Wise's support can look a trace id up (docs/wise.md 8.3). */
const FAILED_CALL_DAYS = 10;
/** A quota counts an hour; a few days show how it was used. */
const QUOTA_HOUR_DAYS = 3;
/** Staff see when an approval was asked for; its token is worthless within the hour. */
const CHALLENGE_DAYS = 30;

/** They only keep a reloaded page from a second audit row. */
const LOOK_DAYS = 1;

/** A step-up is good for two minutes, a code for a day; the audit trail says what was done with them. */
const STEP_UP_DAYS = 1;
/** What waited for a second person; colleagues look at what became of it. */
const SECOND_APPROVAL_DAYS = 90;

/** What became of each connection of a bulk act; the audit trail has a row of each change. */
const BULK_ACT_DAYS = 90;
/** A list that nobody started is good for an hour. */
const BULK_PREVIEW_DAYS = 1;

/** What Wise gave for a file that was never accepted; of one that was, the audit trail tells. */
const IMPORT_DAYS = 90;

/** Of exchanges that were begun, and a good deal longer than a session that nobody finished can last. */
const EXPECTED_FACTS_DAYS = 2;
const EXPECTED_FACTS_ARE_OVER = Prisma.sql`created_at < ${daysAgo(EXPECTED_FACTS_DAYS)}
  OR (created_at < now() - interval '1 hour' AND session_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM public.exchanges e
    WHERE e.session_id = expected_facts.session_id AND e.state IN ('sent', 'received')))`;

const EXPIRED = Prisma.sql`expires < now()`;

const BULK_ACT_IS_OVER = Prisma.sql`finished_at < ${daysAgo(BULK_ACT_DAYS)}`;
const BULK_PREVIEW_IS_OVER = Prisma.sql`state IN ('collecting', 'preview') AND created_at < ${daysAgo(BULK_PREVIEW_DAYS)}`;
const IMPORT_IS_OVER = Prisma.sql`created_at < ${daysAgo(IMPORT_DAYS)}`;

/** What each process deletes: the rows that its role owns. */
export const RETENTION: Record<'web' | 'vault', Rule[]> = {
  web: [
    { table: 'customer_sessions', isOver: EXPIRED },
    { table: 'staff_sessions', isOver: EXPIRED },
    { table: 'customer_verification_tokens', isOver: EXPIRED },
    { table: 'staff_verification_tokens', isOver: EXPIRED },
    { table: 'staff_looks', isOver: Prisma.sql`at < ${daysAgo(LOOK_DAYS)}` },
    { table: 'connect_attempts', isOver: Prisma.sql`expires_at < ${daysAgo(ATTEMPT_DAYS)}` },
  ],
  vault: [
    {
      table: 'exchanges',
      isOver: Prisma.sql`finished_at < ${daysAgo(EXCHANGE_DAYS)} AND state NOT IN ('sent', 'received')
        AND NOT EXISTS (SELECT 1 FROM public.connect_attempts a WHERE a.id = attempt_id)
        AND NOT EXISTS (SELECT 1 FROM vault.grants g WHERE g.attempt_id = exchanges.attempt_id)`,
    },
    {
      table: 'wise_registrations',
      isOver: Prisma.sql`state_changed_at < ${daysAgo(ENDED_REGISTRATION_DAYS)}
        AND state IN ('claimed', 'existing', 'refused', 'closed')`,
    },
    { table: 'notices', isOver: Prisma.sql`sent_at < ${daysAgo(SENT_NOTICE_DAYS)}` },
    { table: 'notices', isOver: Prisma.sql`sent_at IS NULL AND created_at < ${daysAgo(NOTICE_DAYS)}` },
    { table: 'staff_mails', isOver: Prisma.sql`created_at < ${daysAgo(NOTICE_DAYS)}` },
    { table: 'staff_chat_messages', isOver: Prisma.sql`created_at < ${daysAgo(NOTICE_DAYS)}` },
    { schema: 'vault', table: 'api_key_connections', isOver: Prisma.sql`hour < ${daysAgo(QUOTA_HOUR_DAYS)}` },
    { schema: 'vault', table: 'sca_challenges', isOver: Prisma.sql`expires_at < ${daysAgo(CHALLENGE_DAYS)}` },
    { schema: 'vault', table: 'vend_refusals', isOver: Prisma.sql`day < ${daysAgo(VEND_REFUSAL_DAYS)}` },
    { schema: 'vault', table: 'failed_calls', isOver: Prisma.sql`last_at < ${daysAgo(FAILED_CALL_DAYS)}` },
    { schema: 'vault', table: 'access_use', isOver: Prisma.sql`day < ${daysAgo(ACCESS_USE_DAYS)}` },
    { schema: 'vault', table: 'step_ups', isOver: Prisma.sql`expires_at < ${daysAgo(STEP_UP_DAYS)}` },
    {
      schema: 'vault',
      table: 'second_approvals',
      isOver: Prisma.sql`expires_at < ${daysAgo(SECOND_APPROVAL_DAYS)}`,
    },
    { schema: 'vault', table: 'passkey_codes', isOver: Prisma.sql`expires_at < ${daysAgo(STEP_UP_DAYS)}` },
    { schema: 'vault', table: 'bulk_acts', isOver: BULK_ACT_IS_OVER, atOnce: 1 },
    { schema: 'vault', table: 'bulk_acts', isOver: BULK_PREVIEW_IS_OVER, atOnce: 1 },
    { table: 'partner_sessions', isOver: Prisma.sql`created_at < ${daysAgo(ATTEMPT_DAYS)}` },
    { schema: 'vault', table: 'expected_facts', isOver: EXPECTED_FACTS_ARE_OVER },
    { schema: 'vault', table: 'import_keys', isOver: Prisma.sql`ends_at < now()` },
    { schema: 'vault', table: 'sealing_keys', isOver: Prisma.sql`ends_at < now()` },
    { schema: 'vault', table: 'imports', isOver: IMPORT_IS_OVER, atOnce: 10 },
    { table: 'alarms', isOver: Prisma.sql`cleared_at < ${daysAgo(CLOSED_ALARM_DAYS)}` },
  ],
};

/** Tables that are not swept, and why. */
export const KEPT: Readonly<Record<string, string>> = {
  customers: 'the partner’s customers, who may come back',
  customer_accounts: 'how a customer signs in',
  erasure_requests: 'until it is done or withdrawn',
  erasures: 'the proof that a person was erased',
  staff: 'named in the audit trail; disabled, not deleted',
  staff_accounts: 'how staff sign in',
  access_reviews: 'a few a year: proof that somebody looked at who has access',
  access_review_items: 'what was said of whom in them',
  passkeys: 'a few per colleague; removed by them',
  connections: 'the record of what was connected; its tokens are erased when it ends',
  connection_last_use: 'one row per connection: when it was last used',
  staff_notification_choices: 'one row per colleague',
  staff_views: 'at most 50 per person, who may delete them',
  connection_notes: 'what staff wrote about a connection; its author may withdraw one, which deletes it',
  connection_follow_up: 'one row per connection that somebody took on or put off',
  connection_withdrawals: 'proof of how a customer withdrew; one row per connection at most',
  grants: 'tokens of living connections and of exchanges under way; erased with them',
  personal_tokens: 'the partner’s own few API tokens; a removed one explains old rows',
  personal_token_values: 'their sealed values; erased when they are removed',
  registration_codes: 'codes of open registrations; erased when they end',
  bulk_act_items: 'go with their bulk_acts',
  import_rows: 'go when their import is accepted or discarded, and with it',
  api_keys: 'a revoked key’s name explains old rows; its hash opens nothing',
  access_records: 'days older than ACCESS_RECORD_DAYS are dropped whole by vault/access-use',
  access_roll_up: 'one row',
  connection_days: 'one row per environment and day',
  connection_changes: 'counted each minute by vault/connection-days, and deleted with it',
  audit_entries: 'append-only',
  audit_personal: 'part of the trail',
  audit_actions_of_web: 'a fixed list',
  audit_seals: 'append-only',
  audit_verification: 'one row: how far the chain was verified',
  audit_heads: 'one row per day: what was sent outside',
  audit_epochs: 'one row per database cluster',
  holds: 'a few a year: what was stopped, when and why',
  incidents: 'a few a year: what was suspected and done, with the signed report',
  incident_steps: 'ten per incident',
  rewraps: 'a few a year: what moved to which key, when',
  refresh_outcomes: 'one row per connection, forgotten after hours by the refresh loop',
  brake_lifts: 'one row per environment',
  refresh_rates: 'one row per environment',
  webhook_events: 'deleted after WEBHOOK_RETENTION_DAYS by vault/webhooks',
  event_endpoints: 'a few; removed by the partner or staff',
  event_secrets: 'two per endpoint at most',
  event_deliveries: 'deleted after EVENT_RETENTION_DAYS by vault/events',
  events: 'deleted after EVENT_RETENTION_DAYS by vault/events',
  webhook_watch: 'one row per environment',
  webhook_subscriptions: 'a few per environment; those gone at Wise are deleted when they are missed',
  wise_standings: 'the latest of each fact: without it an old event would count as new',
  client_credentials: 'one row per client ID at Wise',
  ring_keys: 'a few per deployment; a destroyed one explains old seals and old rows',
  ring_holders: 'one row per vault process; forgotten after a day by vaults that stop',
  ring_canaries: 'one row per ring key',
  ring_key_use: 'which record had which ring key when: an exposure may be asked about years later',
  request_budgets: 'forgotten after minutes by who spends from them',
};

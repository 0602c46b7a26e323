import { Prisma } from '#lib/db/generated/client';

/** A condition on rows with the alias t. */
type OfCustomer = (customerId: string) => Prisma.Sql;

export type PersonalTable = {
  schema: 'public' | 'vault';
  table: string;
  /** What its rows say of the person, for whoever reads an export. */
  what: string;
  isTheirs: OfCustomer;
  /** Columns that leave with no export, and why. */
  withheld?: Readonly<Record<string, string>>;
  /** Whatever an export has instead of a withheld column: a JSON object. */
  instead?: Prisma.Sql;
  erase: Erasing;
};

export type Erasing =
  | { how: 'delete'; unless?: OfCustomer }
  /** Its columns are overwritten: an assignment list. */
  | { how: 'pseudonym'; set: OfCustomer }
  /** By a function of the database. */
  | { how: 'call'; sql: OfCustomer }
  /** Names nobody any more once the others are done. */
  | { how: 'keep'; why: string };

const HASH = 'a hash: says nothing without the secret that it is of';
const SEALED = 'sealed: opens in the vault alone';
const DELETE = { how: 'delete' } as const;

const byCustomer: OfCustomer = (id) => Prisma.sql`t.customer_id = ${id}::uuid`;
const connectionsOf: OfCustomer = (id) =>
  Prisma.sql`SELECT c.id FROM public.connections c WHERE c.customer_id = ${id}::uuid`;
const byConnection: OfCustomer = (id) => Prisma.sql`t.connection_id IN (${connectionsOf(id)})`;
const namingThem: OfCustomer = (id) => Prisma.sql`SELECT public.audit_entries_naming(${id}::uuid)`;

/** Somebody else is connected to the same Wise user or profile: what Wise said of it is theirs too. */
const isOthersToo: OfCustomer = (id) => Prisma.sql`(
  (t.subject = 'user' AND EXISTS (SELECT 1 FROM public.connections o WHERE o.wise_user_id = t.subject_id
    AND o.environment = t.environment AND o.customer_id <> ${id}::uuid AND o.status <> 'disconnected'))
  OR (t.subject = 'profile' AND EXISTS (SELECT 1 FROM public.connections o WHERE o.profile_id = t.subject_id
    AND o.environment = t.environment AND o.customer_id <> ${id}::uuid AND o.status <> 'disconnected')))`;

/**
 * Most events have no effect and name no connection, only the profile: those about money among them. The arrays, and the first
 * half of each condition, let PostgreSQL take the two indexes.
 */
const isEventOf: OfCustomer = (id) => Prisma.sql`(
  (t.connection_ids <> '{}' AND t.connection_ids && ARRAY(${connectionsOf(id)}))
  OR (t.subject_id = ANY (ARRAY(
      SELECT unnest(ARRAY[c.wise_user_id, c.profile_id]) FROM public.connections c WHERE c.customer_id = ${id}::uuid))
    AND EXISTS (SELECT 1 FROM public.connections c WHERE c.customer_id = ${id}::uuid AND c.environment = t.environment
      AND t.subject_id = CASE t.subject WHEN 'user' THEN c.wise_user_id ELSE c.profile_id END)
    AND NOT ${isOthersToo(id)}))`;

/**
 * Every table that names a customer: what of it goes into an export, and what becomes of it when the person is erased, in the
 * order in which that is done. A table that stands neither here nor in OTHER_TABLES fails a test.
 */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  {
    schema: 'public',
    table: 'connection_notes',
    what: 'What staff noted on a connection',
    isTheirs: byConnection,
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'connection_follow_up',
    what: 'Who of the staff takes care of a connection, and until when it waits',
    isTheirs: byConnection,
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'import_rows',
    what: 'A permission that we bring over from another system of ours',
    isTheirs: (id) => Prisma.sql`(t.issuer, t.external_id) IN (
      SELECT a.issuer, a.subject FROM public.customer_accounts a WHERE a.customer_id = ${id}::uuid)`,
    withheld: { token_hash: HASH, key_id: SEALED, wrapped_key: SEALED, access: SEALED, refresh: SEALED },
    erase: { how: 'keep', why: 'a trigger deletes it with the account that it names' },
  },
  {
    schema: 'public',
    table: 'connection_last_use',
    what: 'When a connection was last used',
    isTheirs: byConnection,
    erase: { how: 'keep', why: 'names a connection, which names nobody any more' },
  },
  {
    schema: 'public',
    table: 'connection_withdrawals',
    what: 'Consent withdrawn by other means than the pages',
    isTheirs: byConnection,
    erase: { how: 'pseudonym', set: () => Prisma.sql`reference = ''` },
  },
  {
    schema: 'public',
    table: 'staff_looks',
    what: 'Who of the staff saw which page lately',
    isTheirs: byCustomer,
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'erasure_requests',
    what: 'The request to erase the data',
    isTheirs: byCustomer,
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'notices',
    what: 'Messages about connections',
    isTheirs: byCustomer,
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'sca_challenges',
    what: 'Approvals that Wise asked for',
    isTheirs: byConnection,
    withheld: { digest: HASH, key_id: SEALED, wrapped_key: SEALED, token: SEALED },
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'refresh_outcomes',
    what: 'How the last refresh of a connection went',
    isTheirs: byConnection,
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'webhook_events',
    what: 'What Wise told about their connections',
    isTheirs: isEventOf,
    withheld: { digest: HASH, body: 'as text instead' },
    instead: Prisma.sql`jsonb_build_object('body_text', convert_from(t.body, 'UTF8'))`,
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'wise_standings',
    what: 'What Wise last said of their user and profiles',
    isTheirs: (id) => Prisma.sql`(t.environment, t.subject, t.subject_id) IN (
      SELECT c.environment, 'user', c.wise_user_id FROM public.connections c WHERE c.customer_id = ${id}::uuid
      UNION SELECT c.environment, 'profile', c.profile_id FROM public.connections c WHERE c.customer_id = ${id}::uuid)`,
    erase: { how: 'delete', unless: isOthersToo },
  },
  {
    schema: 'vault',
    table: 'grants',
    what: 'Access given at Wise, while it lives; deleted once it was revoked',
    isTheirs: byCustomer,
    withheld: {
      wrapped_key: SEALED,
      access: SEALED,
      refresh: SEALED,
      lease_owner: 'a process of ours',
    },
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'expected_facts',
    what: 'What a Wise profile is compared with, while an approval is under way',
    isTheirs: byCustomer,
    withheld: { key_id: SEALED, wrapped_key: SEALED, facts: SEALED },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'exchanges',
    what: 'What became of approvals at Wise',
    isTheirs: byCustomer,
    withheld: { code_hash: HASH },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'connect_attempts',
    what: 'Attempts to connect',
    isTheirs: byCustomer,
    withheld: { state_hash: HASH, browser_hash: HASH, code_hash: HASH },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'partner_sessions',
    what: 'Times that they came here signed in with us',
    isTheirs: byCustomer,
    withheld: { link_hash: HASH, browser_hash: HASH, completion_hash: HASH },
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'registration_codes',
    what: 'The code of a Wise account that was made for them',
    isTheirs: (id) => Prisma.sql`t.registration_id IN (
      SELECT r.id FROM public.wise_registrations r WHERE r.customer_id = ${id}::uuid)`,
    withheld: { code: SEALED, wrapped_key: SEALED },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'wise_registrations',
    what: 'Wise accounts that were made for them',
    isTheirs: byCustomer,
    erase: DELETE,
  },
  {
    schema: 'vault',
    table: 'access_use',
    what: 'How often each system of the partner used a connection, by day',
    isTheirs: byConnection,
    erase: { how: 'keep', why: 'names a connection, which names nobody any more' },
  },
  {
    schema: 'public',
    table: 'audit_entries',
    what: 'The audit trail: what was done, when and by whom, in codes',
    isTheirs: (id) => Prisma.sql`t.id IN (${namingThem(id)})`,
    withheld: { personal_digest: HASH, db_role: 'ours', txid: 'ours', epoch: 'ours' },
    erase: { how: 'keep', why: 'sealed: ids and codes, whose names are in audit_personal' },
  },
  {
    schema: 'public',
    table: 'audit_personal',
    what: 'Names, addresses and reasons in the audit trail',
    isTheirs: (id) => Prisma.sql`t.entry_id IN (${namingThem(id)})`,
    withheld: { salt: 'keeps the digest of the trail from being guessed' },
    erase: { how: 'call', sql: (id) => Prisma.sql`SELECT public.erase_audit_personal(${id}::uuid) AS count` },
  },
  {
    schema: 'public',
    table: 'customer_accounts',
    what: 'How they sign in',
    isTheirs: byCustomer,
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'customer_sessions',
    what: 'Where they are signed in',
    isTheirs: byCustomer,
    withheld: { token_hash: HASH },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'customer_verification_tokens',
    what: 'Sign-in links under way',
    isTheirs: (id) =>
      Prisma.sql`t.identifier IN (SELECT c.email FROM public.customers c WHERE c.id = ${id}::uuid)`,
    withheld: { token: HASH },
    erase: DELETE,
  },
  {
    schema: 'public',
    table: 'connections',
    what: 'Connections, current and past',
    isTheirs: byCustomer,
    withheld: { search_text: 'made of the others' },
    erase: {
      how: 'pseudonym',
      set: () => Prisma.sql`wise_user_id = 'erased', profile_id = 'erased', profile_name = 'Erased'`,
    },
  },
  {
    schema: 'public',
    table: 'erasures',
    what: 'An erasure under way',
    isTheirs: byCustomer,
    erase: { how: 'keep', why: 'the proof; names nobody but staff' },
  },
  // the last one: the address that others are found by
  {
    schema: 'public',
    table: 'customers',
    what: 'The person',
    isTheirs: (id) => Prisma.sql`t.id = ${id}::uuid`,
    withheld: { search_text: 'made of the others' },
    erase: {
      how: 'pseudonym',
      set: (
        id,
      ) => Prisma.sql`name = NULL, email = ${`erased-${id.slice(0, 8)}`}, email_verified = NULL, image = NULL,
        last_signed_in_at = NULL, erased_at = now()`,
    },
  },
];

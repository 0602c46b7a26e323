import type { BulkAct, BulkActInput, BulkKind, BulkResult } from '#lib/contract/bulk-acts';
import { bulkActSchema } from '#lib/contract/bulk-acts';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUpActInput } from '#lib/contract/step-up';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { actOnList } from '#vault/bulk-acts/act-on-list';
import { beginList, nameConnections } from '#vault/bulk-acts/make-list';
import { runList } from '#vault/bulk-acts/run-list';
import type { VaultContext } from '#vault/runtime/context';
import type { Harness } from './harness';
import { approved, type StaffWithPasskey } from './step-up';

/** So many connections of one new customer, without a grant: nothing of them is at Wise. */
export async function bareConnections(
  harness: Harness,
  count: number,
  environment: Environment = 'sandbox',
): Promise<string[]> {
  const { rows } = await harness.owner.query<{ id: string }>(
    `WITH person AS (INSERT INTO customers (name, email) VALUES ('Many', gen_random_uuid() || '@mail.example') RETURNING id)
     INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     SELECT person.id, $2::environment, 'acme-bank', gen_random_uuid()::text, n::text, 'personal', 'Profile ' || n, 'active'
     FROM person, generate_series(1, $1::int) AS n RETURNING id`,
    [count, environment],
  );
  return rows.map(({ id }) => id).sort();
}

type Wanted = { kind: BulkKind; connectionIds: readonly string[]; ownerStaffId?: string | null };

/** A list of this person's, as it is previewed. */
export async function previewed(
  vault: VaultContext,
  session: SessionClaim,
  { kind, connectionIds, ownerStaffId = null }: Wanted,
): Promise<string> {
  const bulkActId = await beginList(vault, { session, kind, source: 'selection', query: '', ownerStaffId });
  await nameConnections(vault, { session, bulkActId, connectionIds, isLast: true });
  return bulkActId;
}

/** The start of a list, as a form asks for it. */
export const startOf = (bulkActId: string, kind: BulkKind, count: number | string) =>
  ({ act: 'bulk.start', bulkActId, kind, count, reason: 'case 12' }) as const;

/** What came of an act: its result, or the code of its refusal. `approves`: what the passkey signed, if not the act itself. */
export async function act(
  vault: VaultContext,
  person: StaffWithPasskey,
  given: BulkActInput,
  approves: StepUpActInput | 'nothing' = given as StepUpActInput,
): Promise<BulkResult | string> {
  const { session } = person;
  const parsed: BulkAct = bulkActSchema.parse(given);
  try {
    const isApproved = parsed.act === 'bulk.start' || parsed.act === 'bulk.export';
    const stepUp = isApproved && approves !== 'nothing' ? await approved(vault, person, approves) : undefined;
    return await actOnList(vault, { session, act: parsed, stepUp });
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** The job, as a vault does it. */
export const runIt = (vault: VaultContext, bulkActId: string): Promise<void> =>
  runList(vault, { bulkActId }, new AbortController().signal);

type Standing = { state: string; total: number; done: number; unchanged: number; refused: number };

/** How the list is: its state and counts, and what came of each connection. */
export async function standingOf(
  harness: Harness,
  bulkActId: string,
): Promise<Standing & { outcomes: string[] }> {
  const { rows } = await harness.owner.query<Standing>(
    `SELECT state, total, done, unchanged, refused FROM vault.bulk_acts WHERE id = $1`,
    [bulkActId],
  );
  const { rows: items } = await harness.owner.query<{ outcome: string }>(
    `SELECT coalesce(refusal, outcome, 'open') AS outcome FROM vault.bulk_act_items WHERE bulk_act_id = $1 ORDER BY connection_id`,
    [bulkActId],
  );
  const [standing] = rows;
  if (standing === undefined) throw new Error('no such list');
  return { ...standing, outcomes: items.map(({ outcome }) => outcome) };
}

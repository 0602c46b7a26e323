import { type ExpectedFacts, expectedFactsSchema } from '#lib/contract/matching';
import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { Secret } from '#lib/log/secret';
import { tellUnopened } from '#vault/alarms/unopened-record';
import type { Exchange } from '#vault/grants/received-grant';
import { isKeyUnknown } from '#vault/keys/key-ring';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';

/** Whose facts they are: bound into the sealed record, so that one customer is not compared with another's. */
type Owner = {
  customerId: string;
  environment: Environment;
  /** The exchange or the connect session that they go with. */
  attemptId: string | null;
  sessionId: string | null;
};

type Sealed = Owner & { keyId: string; wrappedKey: Uint8Array; facts: Uint8Array };

const recordContext = ({ customerId, environment, attemptId, sessionId }: Owner): RecordContext => ({
  environment,
  clientId: '',
  customerId,
  subject: attemptId === null ? { kind: 'session', id: sessionId ?? '' } : { kind: 'attempt', id: attemptId },
  wiseUserId: '',
  profileId: '',
  field: 'expected_facts',
  version: 1n,
});

/** Whether there is anything to keep: nothing is where nothing is compared. */
export function areKept(
  ctx: Pick<VaultContext, 'env'>,
  facts: ExpectedFacts | undefined,
): facts is ExpectedFacts {
  return ctx.env.MATCH_POLICY !== 'off' && facts !== undefined && Object.keys(facts).length > 0;
}

/**
 * Keeps, sealed, what the profile will be compared with, in the transaction that begins the exchange or makes the session. A
 * trigger erases it when that ends, and a session's when it was compared.
 */
export async function keepExpectedFacts(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring' | 'env'>,
  { facts, ...owner }: Owner & { facts: ExpectedFacts | undefined },
): Promise<void> {
  if (!areKept(ctx, facts)) return;
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  const sealed = seal(dataKey, recordContext(owner), new Secret(JSON.stringify(facts)));
  await tx.$executeRaw`
    INSERT INTO vault.expected_facts (customer_id, environment, attempt_id, session_id, key_id, wrapped_key, facts)
    VALUES (${owner.customerId}::uuid, ${owner.environment}::public.environment, ${owner.attemptId}::uuid,
      ${owner.sessionId}::uuid, ${keyId}, ${wrappedKey}, ${sealed})`;
}

/**
 * What the profile of this exchange is compared with; nothing where nobody said anything, or where the record was tampered with,
 * after its alarm.
 *
 * @throws AppError KEY_UNKNOWN, after its alarm: a vault that has the key goes on.
 */
export async function readExpectedFacts(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  { attemptId, customerId, environment }: Exchange,
): Promise<ExpectedFacts> {
  const [row] = await ctx.database.db.$queryRaw<Sealed[]>`
    SELECT f.customer_id AS "customerId", f.environment::text AS environment, f.attempt_id AS "attemptId",
      f.session_id AS "sessionId", f.key_id AS "keyId", f.wrapped_key AS "wrappedKey", f.facts
    FROM vault.expected_facts AS f JOIN public.exchanges AS e
      ON e.attempt_id = f.attempt_id OR e.session_id = f.session_id
    WHERE e.attempt_id = ${attemptId}::uuid AND f.customer_id = ${customerId}::uuid
      AND f.environment = ${environment}::public.environment`;
  if (row === undefined) return {};
  try {
    const text = open(unwrapDataKey(ctx.ring, row.keyId, row.wrappedKey), recordContext(row), row.facts);
    return expectedFactsSchema.parse(JSON.parse(text.reveal()));
  } catch (error) {
    const what = 'what a profile is compared with';
    const told = await tellUnopened(ctx, { environment, name: { attemptId }, what }, error);
    if (isKeyUnknown(told)) throw told;
    return {};
  }
}

/** They as a table of sealed records. */
export const sealedExpectedFacts = sealedTable<Owner>({
  name: 'vault.expected_facts',
  id: 'id',
  sealed: ['facts'],
  update: 'UPDATE vault.expected_facts AS t SET',
  identity: `
    t.customer_id AS "customerId", t.environment::text AS environment, t.attempt_id AS "attemptId",
      t.session_id AS "sessionId" FROM vault.expected_facts AS t`,
  contextOf: recordContext,
});

import type { CreateConnectSession } from '#lib/contract/connect-sessions';
import type { Tx } from '#lib/db/client';
import { toStorable } from '#lib/text/storable';
import type { VaultContext } from '#vault/runtime/context';

/** The issuer of accounts that the partner names by its own ids, unless they are the subjects of its OpenID provider. */
export const PARTNER_ISSUER = 'partner';

/** Who gives the ids that the partner calls its customers by. */
export const issuerOf = ({ env }: Pick<VaultContext, 'env'>): string =>
  env.EXTERNAL_ID_ISSUER ?? PARTNER_ISSUER;

/**
 * The customer whom the partner calls so: the account (issuer, external id), made now if there is none. Never by email
 * address: whoever signs in here with the same one is somebody else, for all we know (decision 078). Name and address of
 * one who signs in with the partner alone are kept as the partner says them last.
 */
export async function customerOf(
  tx: Tx,
  ctx: Pick<VaultContext, 'env'>,
  { external_id: externalId, email, name }: CreateConnectSession['customer'],
): Promise<string> {
  const issuer = issuerOf(ctx);
  // two first sessions of one person at once: the second waits, and finds the first one's customer
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`external id ${issuer} ${externalId}`}, 0))::text`;
  const known = await tx.customerAccount.findUnique({
    where: { issuer_providerAccountId: { issuer, providerAccountId: externalId } },
    select: { userId: true },
  });
  const shown = name === undefined ? undefined : toStorable(name);
  if (known === null) return add(tx, { issuer, externalId, email: email ?? '', name: shown ?? null });
  if (issuer === PARTNER_ISSUER && (email !== undefined || shown !== undefined)) {
    await tx.$executeRaw`
      UPDATE public.customers SET email = coalesce(${email ?? null}, email), name = coalesce(${shown ?? null}, name)
      WHERE id = ${known.userId}::uuid`;
  }
  return known.userId;
}

async function add(
  tx: Tx,
  {
    issuer,
    externalId,
    email,
    name,
  }: { issuer: string; externalId: string; email: string; name: string | null },
): Promise<string> {
  const provider = issuer === PARTNER_ISSUER ? PARTNER_ISSUER : 'customer-oidc';
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT vault.add_partner_customer(${provider}, ${issuer}, ${externalId}, ${name}, ${email})::text AS id`;
  if (row === undefined) throw new Error('the customer was not stored');
  return row.id;
}

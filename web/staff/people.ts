import { isAllowed } from '#lib/contract/people';
import type { WebDb, WebTx } from '#web/db/web-db';

export type StaffPerson = { id: string; name: string | null; email: string; emailVerified: Date | null };

const fields = { id: true, name: true, email: true, emailVerified: true } as const;

/** The member of staff with this account at an OpenID provider, unless disabled. */
export async function findStaff(
  db: WebDb,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<StaffPerson | null> {
  const account = await db.staffAccount.findUnique({
    where: { issuer_providerAccountId: { issuer, providerAccountId: subject } },
    select: { user: { select: { ...fields, disabledAt: true } } },
  });
  if (account === null || account.user.disabledAt !== null) return null;
  const { disabledAt: _, ...person } = account.user;
  return person;
}

/** The member of staff an admin added under this normalised address, unless disabled. */
export async function findStaffByAddress(db: WebDb, address: string): Promise<StaffPerson | null> {
  return db.staff.findFirst({ where: { email: address, disabledAt: null }, select: fields });
}

/**
 * Links an OpenID account to the row an admin added under the same, verified address. Once: a row that
 * has such an account already keeps it, so whoever gets that address later does not become this person.
 *
 * @returns null when there is no row to link it to.
 */
export async function linkStaffAccount(
  db: WebDb,
  account: { provider: string; issuer: string; subject: string; verifiedEmail: string },
): Promise<StaffPerson | null> {
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<StaffPerson[]>`
      SELECT id, name, email, email_verified AS "emailVerified" FROM public.staff
       WHERE email = ${account.verifiedEmail} AND disabled_at IS NULL FOR UPDATE`;
    const person = rows[0];
    if (person === undefined) return null;
    const taken = await tx.staffAccount.count({ where: { userId: person.id, type: 'oauth' } });
    if (taken > 0) return null;
    await tx.staffAccount.create({
      data: {
        provider: account.provider,
        issuer: account.issuer,
        providerAccountId: account.subject,
        type: 'oauth',
        userId: person.id,
      },
      select: { userId: true },
    });
    await tx.staff.update({
      where: { id: person.id },
      data: { emailVerified: new Date() },
      select: { id: true },
    });
    return person;
  });
}

/**
 * Whether `linkStaffAccount` would link an account with this verified address: asked before the sign-in goes on, so that a
 * refusal has its reason.
 * `bound`: the person has another account, at this provider or one that was configured before (npm run staff:rebind).
 */
export async function staffToLink(db: WebDb, verifiedEmail: string): Promise<'open' | 'bound' | 'nobody'> {
  const person = await db.staff.findFirst({
    where: { email: verifiedEmail, disabledAt: null },
    select: { accounts: { where: { type: 'oauth' }, select: { issuer: true } } },
  });
  if (person === null) return 'nobody';
  return person.accounts.length === 0 ? 'open' : 'bound';
}

/** Keeps the name as the identity provider says it now; the address stays what the admin wrote. */
export async function keepStaffName(tx: WebTx, id: string, name: string): Promise<void> {
  await tx.staff.update({ where: { id }, data: { name }, select: { id: true } });
}

/** How colleagues are named in a choice. */
export type StaffName = {
  id: string;
  name: string | null;
  email: string;
  /** Whether a connection can be given to them. */
  mayOwn: boolean;
};

/** More than this no choice has; the address of a list takes anybody's id. */
const MAX_NAMES = 200;

/** Those who may be chosen, and `alsoId`, whose address somebody may still have. */
export async function listStaffNames(
  db: Pick<WebDb, 'staff'>,
  alsoId: string | undefined,
): Promise<StaffName[]> {
  const rows = await db.staff.findMany({
    where: { OR: [{ disabledAt: null }, ...(alsoId === undefined ? [] : [{ id: alsoId }])] },
    select: { id: true, name: true, email: true, role: true, disabledAt: true },
    orderBy: [{ name: 'asc' }, { email: 'asc' }],
    take: MAX_NAMES,
  });
  return rows.map(({ role, disabledAt, ...name }) => ({
    ...name,
    mayOwn: disabledAt === null && isAllowed(role, 'assign'),
  }));
}

import type { RegistrationState } from '#lib/contract/wise-users';
import type { Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

/** How a registration stands, from its row. */
export type Registration = {
  id: string;
  customerId: string;
  environment: Environment;
  clientId: string;
  email: string;
  language: string | null;
  profileId: string | null;
  state: RegistrationState;
  reason: string | null;
  connectionId: string | null;
  createdBy: string;
  createdAt: Date;
};

const COLUMNS = {
  id: true,
  customerId: true,
  environment: true,
  clientId: true,
  email: true,
  language: true,
  profileId: true,
  state: true,
  reason: true,
  connectionId: true,
  createdBy: true,
  createdAt: true,
} as const;

type Ctx = Pick<VaultContext, 'database'>;

/** One registration; undefined when there is none (it may have been swept). */
export async function readRegistration({ database }: Ctx, id: string): Promise<Registration | undefined> {
  const row = await database.db.wiseRegistration.findUnique({ where: { id }, select: COLUMNS });
  return row ?? undefined;
}

/** The one that is open, of this customer and environment; there is at most one. */
export async function findOpenRegistration(
  { database }: Ctx,
  of: { customerId: string; environment: Environment },
): Promise<Registration | undefined> {
  const row = await database.db.wiseRegistration.findFirst({
    where: { ...of, state: { in: ['reserved', 'created', 'connected'] } },
    select: COLUMNS,
  });
  return row ?? undefined;
}

/** The open one, or the one that ended last. */
export async function latestRegistration(
  { database }: Ctx,
  of: { customerId: string; environment: Environment },
): Promise<Registration | undefined> {
  const row = await database.db.wiseRegistration.findFirst({
    where: of,
    orderBy: { createdAt: 'desc' },
    select: COLUMNS,
  });
  return row ?? undefined;
}

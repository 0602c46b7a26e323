import type { PartnerConnection } from '#lib/contract/partner-api';
import { moneyMovement, type Standing } from '#lib/contract/standings';
import type { Prisma } from '#lib/db/generated/client';

/** Just what a view needs: no personal data of the customer but the subject the partner's own sign-in gave. */
export const connectionSelect = {
  id: true,
  status: true,
  reason: true,
  frozenAt: true,
  environment: true,
  wiseUserId: true,
  profileId: true,
  profileType: true,
  profileName: true,
  createdAt: true,
  connectedAt: true,
  lastCheckedAt: true,
  disconnectedAt: true,
  customer: {
    select: {
      id: true,
      accounts: {
        select: { issuer: true, providerAccountId: true },
        orderBy: [{ createdAt: 'asc' }, { provider: 'asc' }],
        take: 1,
      },
    },
  },
} satisfies Prisma.ConnectionSelect;

export type ConnectionRow = Prisma.ConnectionGetPayload<{ select: typeof connectionSelect }>;

/** A connection as the partner API shows it. */
export function connectionView(row: ConnectionRow, standings: readonly Standing[] = []): PartnerConnection {
  const [account] = row.customer.accounts;
  const { state, reasons } = moneyMovement(standings, row.connectedAt);
  return {
    id: row.id,
    status: row.status,
    reason: row.reason,
    frozen: row.frozenAt !== null,
    environment: row.environment,
    profile_id: row.profileId,
    profile_type: row.profileType,
    profile_name: row.profileName,
    customer: {
      id: row.customer.id,
      issuer: account?.issuer ?? null,
      subject: account?.providerAccountId ?? null,
    },
    created_at: row.createdAt.toISOString(),
    connected_at: row.connectedAt.toISOString(),
    last_checked_at: row.lastCheckedAt?.toISOString() ?? null,
    disconnected_at: row.disconnectedAt?.toISOString() ?? null,
    money_movement: {
      state,
      reasons: reasons.map(({ code, since, dueAt }) => ({
        code,
        since: since.toISOString(),
        due_at: dueAt?.toISOString() ?? null,
      })),
    },
  };
}

import { readMatch } from '#lib/contract/matching';
import type { PartnerConnection } from '#lib/contract/partner-api';
import { moneyMovement, type Standing } from '#lib/contract/standings';
import type { PersonalToken, Prisma } from '#lib/db/generated/client';

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
  matchVerdict: true,
  matchFacts: true,
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
    kind: 'oauth',
    id: row.id,
    status: row.status,
    reason: row.reason,
    frozen: row.frozenAt !== null,
    environment: row.environment,
    profile_id: row.profileId,
    profile_type: row.profileType,
    profile_name: row.profileName,
    match: matchView(row),
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
      reasons: reasons.map(({ code, since, dueAt, reviewId }) => ({
        code,
        since: since.toISOString(),
        due_at: dueAt?.toISOString() ?? null,
        review_id: reviewId,
      })),
    },
  };
}

function matchView(row: ConnectionRow): PartnerConnection['match'] {
  const match = readMatch(row);
  return match === null ? null : { verdict: match.verdict, facts: [...match.facts] };
}

const STATUS = { active: 'active', refused: 'needs_reconnect', removed: 'disconnected' } as const;

/** A token of the partner's own account, in the same form. */
export function personalTokenView(row: PersonalToken): PartnerConnection {
  return {
    kind: 'personal_token',
    id: row.id,
    status: STATUS[row.state],
    reason: row.state === 'refused' ? 'lost_at_wise' : row.state === 'removed' ? 'staff' : null,
    frozen: false,
    environment: row.environment,
    profile_id: row.profileId,
    profile_type: row.profileType,
    profile_name: row.profileName,
    match: null,
    customer: null,
    created_at: row.createdAt.toISOString(),
    connected_at: (row.rotatedAt ?? row.createdAt).toISOString(),
    last_checked_at: row.lastCheckedAt?.toISOString() ?? null,
    disconnected_at: row.removedAt?.toISOString() ?? null,
    // Wise tells such a token of no change: webhooks are the application's.
    money_movement: { state: 'no_restriction_known', reasons: [] },
  };
}

/** The state behind a status that the partner filters by. */
export const PERSONAL_STATES = {
  active: 'active',
  needs_reconnect: 'refused',
  disconnected: 'removed',
} as const;

import 'server-only';
import { canFinishReview, type MoneyMovement, moneyMovement, type Standing } from '#lib/contract/standings';
import type { ConnectionReason, ConnectionStatus, ProfileType } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import { standingsFor } from '#lib/standings/standings-for';
import { readUuid } from '#lib/text/uuid';
import type { WebDb } from '#web/db/web-db';

/** A connection as its customer sees it. Named columns only: no token is within reach of these reads. */
export type CustomerConnection = {
  id: string;
  environment: Environment;
  profileId: string;
  profileType: ProfileType;
  profileName: string;
  status: ConnectionStatus;
  reason: ConnectionReason | null;
  isFrozen: boolean;
  createdAt: Date;
  /** The latest consent at Wise; later than `createdAt` after a reconnect. */
  connectedAt: Date;
  statusChangedAt: Date;
  lastCheckedAt: Date | null;
  lastCheck: string | null;
  /** "Check now" rests until then; the vault decides. */
  checkAgainAt: Date | null;
  disconnectedAt: Date | null;
  /** How the disconnect went at Wise: pending, cancelled, ended_at_wise, unconfirmed. */
  endResult: string | null;
  endedAt: Date | null;
  tokenMayWorkUntil: Date | null;
  /** Whether money can move: another fact than the status (W16). */
  money: MoneyMovement;
  /** Whether Wise has a page where the customer gives what it waits for. */
  canVerify: boolean;
};

/** What a read of such a connection asks for. */
export const CUSTOMER_COLUMNS = {
  id: true,
  environment: true,
  wiseUserId: true,
  profileId: true,
  profileType: true,
  profileName: true,
  status: true,
  reason: true,
  frozenAt: true,
  createdAt: true,
  connectedAt: true,
  statusChangedAt: true,
  lastCheckedAt: true,
  lastCheck: true,
  checkAgainAt: true,
  disconnectedAt: true,
  endResult: true,
  endedAt: true,
  tokenMayWorkUntil: true,
} as const;

/** One connection of this customer, or undefined: somebody else's is as unknown as none. */
export async function readCustomerConnection(
  db: WebDb,
  ask: { customerId: string; connectionId: string },
): Promise<CustomerConnection | undefined> {
  const id = readUuid(ask.connectionId);
  if (id === undefined) return undefined;
  const row = await db.connection.findFirst({
    where: { id, customerId: ask.customerId },
    select: CUSTOMER_COLUMNS,
  });
  if (row === null) return undefined;
  const standingsOf = await standingsFor(db, [row]);
  return toCustomerView(row, standingsOf(row));
}

export type CustomerRow = Omit<CustomerConnection, 'isFrozen' | 'money' | 'canVerify'> & {
  frozenAt: Date | null;
  wiseUserId: string;
};

/** The row as a customer sees it. */
export function toCustomerView(
  { frozenAt, wiseUserId: _, ...row }: CustomerRow,
  standings: readonly Standing[],
): CustomerConnection {
  const isFrozen = frozenAt !== null;
  const money = moneyMovement(standings, row.connectedAt);
  return { ...row, isFrozen, money, canVerify: canFinishReview({ status: row.status, isFrozen, money }) };
}

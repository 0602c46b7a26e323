import { type Match, readMatch } from '#lib/contract/matching';
import { canFinishReview, type MoneyMovement, moneyMovement } from '#lib/contract/standings';
import type { ConnectionReason, ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import { standingsFor } from '#lib/standings/standings-for';
import { readUuid } from '#lib/text/uuid';
import { CUSTOMER_NAME } from '#web/customers/customer-name';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** Everything staff may know about one connection. There is no token here and no column that holds one. */
export type StaffConnection = {
  id: string;
  status: ConnectionStatus;
  reason: ConnectionReason | null;
  environment: Environment;
  clientId: string;
  wiseUserId: string;
  profileId: string;
  profileType: ProfileType;
  profileName: string;
  frozenAt: Date | null;
  createdAt: Date;
  connectedAt: Date;
  /** That consent was given in the partner's own app (design 4.22). */
  connectedInApp: boolean;
  /** Whether the profile is the customer's own; null where nothing was compared (decision 094). */
  match: Match | null;
  statusChangedAt: Date;
  lastCheckedAt: Date | null;
  lastCheck: string | null;
  /** "Check now" rests until then; the vault decides. */
  checkAgainAt: Date | null;
  disconnectedAt: Date | null;
  endResult: string | null;
  endedAt: Date | null;
  tokenMayWorkUntil: Date | null;
  /** By the database clock, at the moment of reading: whether `tokenMayWorkUntil` still lies ahead. */
  tokenMayWork: boolean;
  /** Whether money can move: another fact than the status (W16). */
  money: MoneyMovement;
  /** Whether the customer has a button that leads to Wise's page for what it waits for. */
  canVerify: boolean;
  /** The Wise account was made by us for this customer (decision 053): how that stands, and since when. */
  registration: StaffRegistration | null;
  customer: { id: string; name: string | null; email: string; accounts: CustomerAccountView[] };
};

export type StaffRegistration = { state: 'connected' | 'claimed' | 'closed'; since: Date };

/** How this customer signs in: a person is (issuer, subject), never an email address. */
export type CustomerAccountView = { issuer: string; subject: string };

type Row = Omit<StaffConnection, 'customer' | 'money' | 'canVerify' | 'registration' | 'match'> & {
  matchVerdict: string | null;
  matchFacts: string[];
  registrationState: StaffRegistration['state'] | null;
  registrationSince: Date | null;
  customerId: string;
  customerName: string | null;
  customerEmail: string;
  accounts: CustomerAccountView[];
};

/**
 * One connection for any staff role, or undefined when there is none with this id.
 *
 * @throws AppError FORBIDDEN
 */
export async function findStaffConnection(
  reader: Reader,
  viewer: Viewer,
  id: string,
): Promise<StaffConnection | undefined> {
  assertStaffMay(viewer, 'view');
  const connectionId = readUuid(id);
  if (connectionId === undefined) return undefined;
  const rows = await reader.$queryRaw<Row[]>`
    SELECT c.id, c.status::text AS status, c.reason::text AS reason, c.environment::text AS environment,
      c.client_id AS "clientId", c.wise_user_id AS "wiseUserId", c.profile_id AS "profileId",
      c.profile_type::text AS "profileType", c.profile_name AS "profileName", c.frozen_at AS "frozenAt",
      c.created_at AS "createdAt", c.connected_at AS "connectedAt",
      c.connected_in_app AS "connectedInApp", c.match_verdict AS "matchVerdict",
      c.match_facts AS "matchFacts", c.status_changed_at AS "statusChangedAt",
      c.last_checked_at AS "lastCheckedAt", c.last_check AS "lastCheck",
      c.check_again_at AS "checkAgainAt", c.disconnected_at AS "disconnectedAt",
      c.end_result AS "endResult", c.ended_at AS "endedAt", c.token_may_work_until AS "tokenMayWorkUntil",
      coalesce(c.token_may_work_until > now(), false) AS "tokenMayWork",
      r.state::text AS "registrationState", r.state_changed_at AS "registrationSince",
      p.id AS "customerId", ${CUSTOMER_NAME} AS "customerName", p.email AS "customerEmail",
      coalesce((SELECT jsonb_agg(jsonb_build_object('issuer', a.issuer, 'subject', a.subject)
                                 ORDER BY a.created_at, a.provider)
                FROM public.customer_accounts a WHERE a.customer_id = p.id), '[]'::jsonb) AS accounts
    FROM public.connections c JOIN public.customers p ON p.id = c.customer_id
      LEFT JOIN LATERAL (SELECT state, state_changed_at FROM public.wise_registrations
        WHERE connection_id = c.id AND state IN ('connected', 'claimed', 'closed')
        ORDER BY created_at DESC LIMIT 1) AS r ON true
    WHERE c.id = ${connectionId}::uuid`;
  const [row] = rows;
  if (row === undefined) return undefined;
  const { registrationState: state, registrationSince: since, ...rest } = row;
  const { customerId, customerName, customerEmail, accounts, matchVerdict, matchFacts, ...facts } = rest;
  const standingsOf = await standingsFor(reader, [facts]);
  const money = moneyMovement(standingsOf(facts), facts.connectedAt);
  return {
    ...facts,
    match: readMatch({ matchVerdict, matchFacts }),
    money,
    canVerify: canFinishReview({ status: facts.status, isFrozen: facts.frozenAt !== null, money }),
    registration: state === null || since === null ? null : { state, since },
    customer: { id: customerId, name: customerName, email: customerEmail, accounts },
  };
}

// What each page and each loop of web and vault asks the database: the product's own functions, for the test on plans
// and for the figures.

import type { Database } from '#lib/db/client';
import { ENVIRONMENTS } from '#lib/env/wise';
import { RETENTION } from '#lib/retention/rules';
import { sweep } from '#lib/retention/sweep';
import { formatCursor } from '#lib/text/cursor';
import { rollUp } from '#vault/access-use/roll-up';
import { auditKeys } from '#vault/audit/audit-keys';
import { lookThrough } from '#vault/audit/look-through';
import { sealEntries } from '#vault/audit/seal-entries';
import { countDays } from '#vault/connection-days/count-days';
import { addReceiptNotice } from '#vault/connections/notices';
import { startExchangeRecovery } from '#vault/exchanges/recover-exchanges';
import { findDue } from '#vault/grants/find-due';
import { claimLease } from '#vault/grants/lease';
import { markPossiblyAffected, markUserUnverified } from '#vault/grants/mark-unverified';
import { lockExistingGrant } from '#vault/grants/promote';
import { housekeeping } from '#vault/grants/refresh-loop';
import { listConnections } from '#vault/routes/partner/list-connections';
import type { VaultContext } from '#vault/runtime/context';
import { listEvents as listWiseEvents } from '#vault/webhooks/list-events';
import { listOpenApprovals } from '#web/approvals/read-approvals';
import { findByReference } from '#web/attempts/find-by-reference';
import { listUnfinishedAttempts } from '#web/attempts/read-attempt';
import { parseReference, referenceOf } from '#web/attempts/reference';
import {
  listEndedConnections,
  listLostConnections,
  listOpenConnections,
} from '#web/connections/customer-lists';
import { parseStaffFilter, type SearchParams } from '#web/connections/staff-filter';
import { readStaffList } from '#web/connections/staff-list';
import { readConnectionUse, summariseUses } from '#web/connections/uses';
import { sendNotices } from '#web/mail/send-notices';
import { startSession } from '#web/sessions/sessions';
import { activityActs } from './activity-pages';
import { connectionActs } from './connection-page';
import { customerActs } from './customer-pages';
import { homeActs } from './home-pages';
import { incidentActs, incidentCounts } from './incident-pages';
import { BOUNDED, SEARCHES } from './searches';
import { staffChanges } from './staff-changes';
import { webhookActs } from './webhook-pages';

/** One page, or one turn of a loop. */
export type Act = {
  name: string;
  /** Rows and index entries one statement of it may look at, however many there are. */
  mayRead: number;
  run: () => Promise<unknown>;
};

/** In the middle of what fillConnections made. */
export type Place = { customerId: string; connectionId: string; createdAt: Date; count: number };

const ADMIN = { role: 'admin' } as const;
/** Whose 1 in 100 connections are (fillConnections). */
const OWNER = '00000000-0000-4000-8000-000000000001';
/** A page and what is looked up for each of its rows. */
const ANY_KEY = { id: '0', scopes: [], environment: null, quota: null };
const PAGE = 1_000;
/** The records of a busy minute, which pages count themselves (decision 056). */
const UNCOUNTED = 10_000;

/** Each filter and each order of the staff's list. */
export function staffFilters(place: Place): [string, SearchParams][] {
  const deep = `${place.createdAt.getTime()}.${place.connectionId}`;
  const day = place.createdAt.toISOString().slice(0, 10);
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  return [
    ['first page', {}],
    ['half way down', { after: deep }],
    ['half way down, back', { before: deep }],
    ['active', { status: 'active' }],
    ['disconnected, half way down', { status: 'disconnected', after: deep }],
    ['sandbox, half way down', { environment: 'sandbox', after: deep }],
    ['disconnected in the sandbox', { status: 'disconnected', environment: 'sandbox' }],
    ['lost at Wise', { reason: 'lost_at_wise' }],
    ['replaced (nobody)', { reason: 'replaced' }],
    ['business profiles (nobody)', { profile: 'business' }],
    ['money can move', { money: 'yes' }],
    ['money cannot move (1 of 10)', { money: 'no' }],
    ['nothing known of money (nobody)', { money: 'unknown' }],
    ['not the customer’s own profile (nobody)', { match: 'mismatch' }],
    ['connected on one day', { connected_from: day, connected_to: day }],
    ['used on one day', { used_from: ago(3), used_to: ago(3) }],
    ['unused', { unused: 'yes' }],
    ['owned by one', { owner: OWNER }],
    ['owned by nobody', { owner: 'none' }],
    ['with a note', { note: 'yes' }],
    ['business profiles of an owner', { owner: OWNER, profile: 'business' }],
    ...(['oldest', 'status_newest', 'status_oldest', 'used_newest', 'used_oldest'] as const).flatMap(
      (sort): [string, SearchParams][] => [
        [`by ${sort}`, { sort }],
        [`disconnected by ${sort}`, { sort, status: 'disconnected' }],
        [`sandbox, half way down by ${sort}`, { sort, environment: 'sandbox', after: deep }],
      ],
    ),
  ];
}

export function staffActs(web: Database, place: Place): Act[] {
  const list = (params: SearchParams) => () => readStaffList(web.db, ADMIN, parseStaffFilter(params));
  return [
    ...staffFilters(place).map(([name, params]) => ({
      name: `staff list: ${name}`,
      mayRead: BOUNDED * 2,
      run: list(params),
    })),
    ...SEARCHES.map(({ what, textOf, mayRead }) => ({
      name: `staff search: ${what}`,
      mayRead: mayRead(place.count),
      run: list({ q: textOf(place.count) }),
    })),
    {
      name: 'staff search: common and rare at once',
      mayRead: BOUNDED,
      run: list({ q: 'example', status: 'disconnected', environment: 'sandbox' }),
    },
    {
      name: 'staff: a reference',
      mayRead: PAGE,
      run: async () => {
        const reference = parseReference(referenceOf(place.connectionId));
        if (reference !== undefined) await findByReference(web.db, ADMIN, reference);
      },
    },
    ...customerActs(web, place),
    ...webhookActs(web),
    ...activityActs(web, place),
    ...homeActs(web),
    ...incidentActs(web, place),
    ...connectionActs(web, place),
  ];
}

export function webActs(web: Database, place: Place): Act[] {
  const { customerId } = place;
  const before = { at: place.createdAt, id: place.connectionId };
  const proof = { method: 'oidc', authenticatedAt: place.createdAt } as const;
  const setting = { partnerName: 'Example Bank', appUrl: 'https://bank.example', timeZone: 'UTC' };
  return [
    {
      name: 'customer: their connections',
      mayRead: PAGE,
      run: async () => {
        await listOpenConnections(web.db, { customerId, size: 20, before });
        await listEndedConnections(web.db, { customerId, size: 20, before });
        await listLostConnections(web.db, { customerId, environment: 'production' });
        await listUnfinishedAttempts(web.db, customerId);
        await listOpenApprovals(web.db, customerId);
      },
    },
    {
      name: 'customer: who used their connections',
      mayRead: UNCOUNTED,
      run: async () => {
        const { connections } = await listOpenConnections(web.db, { customerId, size: 20 });
        const connection = { id: place.connectionId, createdAt: place.createdAt };
        await summariseUses(web.db, [...connections, connection]);
        await readConnectionUse(web.db, connection);
      },
    },
    {
      name: 'customer: a sign-in',
      mayRead: PAGE,
      run: () =>
        startSession(web.db, {
          audience: 'customer',
          personId: customerId,
          token: crypto.randomUUID(),
          ...proof,
        }),
    },
    {
      name: 'web: notices',
      mayRead: PAGE,
      run: () =>
        sendNotices({ db: web.db, setting, send: async () => undefined, log: { warn: () => undefined } }),
    },
    { name: 'web: retention', mayRead: PAGE * 2, run: () => sweep(web.db, RETENTION.web) },
  ];
}

export function vaultActs(vault: VaultContext, place: Place): Act[] {
  const { database } = vault;
  const cursor = formatCursor({ at: place.createdAt, id: place.connectionId });
  const filters: [string, Record<string, string>][] = [
    ['first page', {}],
    ['half way down', { cursor }],
    ['active, half way down', { cursor, status: 'active' }],
    ['disconnected, half way down', { cursor, status: 'disconnected' }],
    ['sandbox, half way down', { cursor, environment: 'sandbox' }],
    [
      'disconnected in the sandbox, half way down',
      { cursor, status: 'disconnected', environment: 'sandbox' },
    ],
    ['one profile', { profile_id: '14000077' }],
    ['one subject', { customer_subject: 'nobody' }],
  ];
  const { customerId } = place;
  const of = { environment: 'production', clientId: 'nobody', wiseUserId: '77' } as const;
  return [
    ...filters.map(([name, query]) => ({
      name: `partner list: ${name}`,
      mayRead: PAGE,
      run: () => listConnections(database, query, ANY_KEY),
    })),
    { name: 'vault: due', mayRead: 3_000, run: () => findDue(vault, 16, [], ENVIRONMENTS) },
    { name: 'vault: housekeeping', mayRead: 25_000, run: () => housekeeping(vault) },
    {
      name: 'vault: recovery of exchanges',
      mayRead: PAGE,
      run: async () => {
        // stopped at once, it ends the turn that begins with the start
        await startExchangeRecovery(vault)();
      },
    },
    {
      name: 'vault: possibly affected grants',
      mayRead: PAGE,
      run: async () => {
        await markUserUnverified(database.db, vault, of);
        await markPossiblyAffected(database.db, vault, {
          ...of,
          before: new Date(0),
          customerId,
          profileId: '14000077',
        });
      },
    },
    {
      name: 'vault: one grant',
      mayRead: PAGE,
      run: async () => {
        await database.db.$transaction((tx) => lockExistingGrant(tx, { ...of, profileId: '14000077' }));
        await claimLease(vault, place.connectionId, { why: 'due' });
        await database.db.$transaction((tx) => addReceiptNotice(tx, place.connectionId));
      },
    },
    ...[null, 'production' as const].map((environment) => ({
      name: `events from Wise: ${environment ?? 'both'}`,
      mayRead: PAGE,
      run: () => listWiseEvents(database, { after: '500', limit: 500 }, environment),
    })),
    { name: 'vault: seal', mayRead: PAGE, run: () => sealEntries(database.pool, auditKeys(vault.ring)) },
    {
      name: 'vault: a look for entries without a seal',
      mayRead: 21_000,
      run: () => lookThrough(database.pool, 60, '50'),
    },
    { name: 'vault: counting of access records', mayRead: UNCOUNTED * 3, run: () => rollUp(vault) },
    { name: 'vault: counting of days', mayRead: PAGE, run: () => countDays(vault) },
    ...incidentCounts(vault),
    ...staffChanges(vault, place),
    { name: 'vault: retention', mayRead: PAGE * 3, run: () => sweep(database.db, RETENTION.vault) },
  ];
}

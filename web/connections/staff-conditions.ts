import { Prisma } from '#lib/db/generated/client';
import type { StaffNarrowing } from './staff-filter';
import { UNUSED_DAYS } from './staff-list-choices';

// Conditions on connections with the alias c. `OFFSET 0` keeps PostgreSQL from turning a look at one row into a join that reads
// the whole other table.

type Conditions = { readonly [Word in keyof StaffNarrowing]?: Prisma.Sql };

const DAY_MS = 86_400_000;
const beginOf = (day: string) => Prisma.sql`${new Date(`${day}T00:00:00Z`)}::timestamptz`;
const endOf = (day: string) => Prisma.sql`${new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS)}::timestamptz`;

/** What each word of a filter asks of a row, but for the search. */
export function conditionsOf(filter: StaffNarrowing): Conditions {
  const { status, environment, reason, profile, match, connectedFrom, connectedTo } = filter;
  return {
    ...(status === undefined ? {} : { status: Prisma.sql`c.status = ${status}::public.connection_status` }),
    ...(environment === undefined
      ? {}
      : { environment: Prisma.sql`c.environment = ${environment}::public.environment` }),
    ...(reason === undefined ? {} : { reason: Prisma.sql`c.reason = ${reason}::public.connection_reason` }),
    ...(profile === undefined
      ? {}
      : { profile: Prisma.sql`c.profile_type = ${profile}::public.profile_type` }),
    ...(match === undefined ? {} : { match: Prisma.sql`c.match_verdict = ${match}` }),
    ...(connectedFrom === undefined
      ? {}
      : { connectedFrom: Prisma.sql`c.created_at >= ${beginOf(connectedFrom)}` }),
    ...(connectedTo === undefined ? {} : { connectedTo: Prisma.sql`c.created_at < ${endOf(connectedTo)}` }),
    ...moneyCondition(filter.money),
    ...lastUseConditions(filter),
    ...ownerCondition(filter.owner),
    ...(filter.note
      ? {
          note: Prisma.sql`EXISTS (SELECT FROM public.connection_notes AS n WHERE n.connection_id = c.id OFFSET 0)`,
        }
      : {}),
    ...(filter.failing
      ? {
          failing: Prisma.sql`c.status = 'active' AND EXISTS (
            SELECT FROM public.failing_refreshes AS f WHERE f.connection_id = c.id OFFSET 0)`,
        }
      : {}),
    ...snoozedCondition(filter.snoozed),
  };
}

/** Those that are put off are few: they are read once, not looked up for each row. */
function snoozedCondition(snoozed: StaffNarrowing['snoozed']): Conditions {
  if (snoozed === undefined) return {};
  const those = Prisma.sql`(
    SELECT f.connection_id FROM public.connection_follow_up AS f WHERE f.snoozed_until > now())`;
  return { snoozed: snoozed === 'yes' ? Prisma.sql`c.id IN ${those}` : Prisma.sql`c.id NOT IN ${those}` };
}

/** When u, of connection_last_use, was used. */
export function usedWithin({ usedFrom, usedTo }: Pick<StaffNarrowing, 'usedFrom' | 'usedTo'>): Prisma.Sql[] {
  return [
    // never is at no time
    ...(usedFrom === undefined && usedTo === undefined ? [] : [Prisma.sql`u.used_at > 'epoch'`]),
    ...(usedFrom === undefined ? [] : [Prisma.sql`u.used_at >= ${beginOf(usedFrom)}`]),
    ...(usedTo === undefined ? [] : [Prisma.sql`u.used_at < ${endOf(usedTo)}`]),
  ];
}

/** A standing s that keeps the money of connection c from moving; a deactivation of before the consent is over. */
export const RESTRICTS = Prisma.sql`public.standing_restricts(s.fact, s.value)
  AND NOT (s.value = 'deactivated' AND s.occurred_at < c.connected_at - interval '5 seconds')`;

function moneyCondition(money: StaffNarrowing['money']): Conditions {
  if (money === undefined) return {};
  const said = (more: Prisma.Sql) => Prisma.sql`(
    EXISTS (SELECT FROM public.wise_standings AS s WHERE s.environment = c.environment AND s.subject = 'profile'
      AND s.subject_id = c.profile_id AND ${more} OFFSET 0)
    OR EXISTS (SELECT FROM public.wise_standings AS s WHERE s.environment = c.environment AND s.subject = 'user'
      AND s.subject_id = c.wise_user_id AND ${more} OFFSET 0))`;
  const anything = said(Prisma.sql`true`);
  const restricts = said(RESTRICTS);
  switch (money) {
    case 'no':
      return { money: restricts };
    case 'yes':
      return { money: Prisma.sql`${anything} AND NOT ${restricts}` };
    case 'unknown':
      return { money: Prisma.sql`NOT ${anything}` };
  }
}

function lastUseConditions(filter: StaffNarrowing): Conditions {
  const used = (when: Prisma.Sql) => Prisma.sql`EXISTS (
    SELECT FROM public.connection_last_use AS u WHERE u.connection_id = c.id AND ${when} OFFSET 0)`;
  const within = usedWithin(filter);
  const since = Prisma.sql`now() - ${UNUSED_DAYS}::integer * interval '1 day'`;
  return {
    ...(within.length === 0 ? {} : { usedFrom: used(Prisma.join(within, ' AND ')) }),
    ...(filter.unused
      ? {
          unused: Prisma.sql`c.status <> 'disconnected' AND c.created_at < ${since} AND NOT ${used(Prisma.sql`u.used_at >= ${since}`)}`,
        }
      : {}),
  };
}

function ownerCondition(owner: StaffNarrowing['owner']): Conditions {
  if (owner === undefined) return {};
  const owned = (whose: Prisma.Sql) => Prisma.sql`EXISTS (
    SELECT FROM public.connection_follow_up AS f WHERE f.connection_id = c.id AND ${whose} OFFSET 0)`;
  return {
    owner:
      owner === 'none'
        ? Prisma.sql`NOT ${owned(Prisma.sql`f.owner_staff_id IS NOT NULL`)}`
        : owned(Prisma.sql`f.owner_staff_id = ${owner}::uuid`),
  };
}

/** All of these; with none, everything. */
export function allOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join([...conditions], ' AND ');
}

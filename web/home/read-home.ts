import 'server-only';
import { deadlinesOf, endingSoon } from '#lib/deadlines/deadlines-of';
import { type AlarmView, listOpenAlarms } from '#web/connections/staff-alarms';
import type { SearchParams } from '#web/connections/staff-filter';
import { readCredentials } from '#web/credentials/read-credentials';
import { countErasureRequests } from '#web/customers/staff-erasure';
import { customersHref } from '#web/customers/staff-filter';
import { webDb } from '#web/db/web-db';
import { listWaiting, type WaitingApproval } from '#web/incidents/second-approvals';
import { requireStaff } from '#web/staff/current';
import { shownEnvironment, staffHref } from '#web/staff/navigation';
import { type AttentionLine, readAttention } from './attention';
import { DAY_RANGES, type DayRange, type EnvironmentDays, readDays } from './read-days';

type ShownEnvironment = ReturnType<typeof shownEnvironment>;

/** What the first page is asked for. */
export type HomeQuery = { environment: ShownEnvironment; days: DayRange };

/** Whatever is not understood is left out, never an error page. */
export function parseHomeQuery(params: SearchParams): HomeQuery {
  const environment = typeof params.environment === 'string' ? params.environment : '';
  return {
    environment: shownEnvironment(new URLSearchParams({ environment })),
    days: DAY_RANGES.find((each) => String(each) === params.days) ?? DAY_RANGES[0],
  };
}

/** The list stood at this address once: a bookmark with its filters leads to where it is now. */
export function formerListHref(params: SearchParams): string | undefined {
  const words = Object.entries(params).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const isList = words.some(([word]) => ['q', 'status', 'after', 'before'].includes(word));
  return isList ? staffHref('/staff/connections', Object.fromEntries(words)) : undefined;
}

export type Home = {
  alarms: AlarmView[];
  lines: AttentionLine[];
  /** Customers who asked to be erased. They belong to no environment. */
  erasures: { count: number; oldest: Date | null; href: string };
  endings: { count: number; firstAt: Date | null; href: string } | 'unknown';
  environments: EnvironmentDays[];
  /** What waits for a second person. */
  waiting: WaitingApproval[];
};

/** Everything the first page shows, read side by side. */
export async function readHome({ environment, days }: HomeQuery): Promise<Home> {
  const staff = await requireStaff(undefined, '/staff');
  const [alarms, lines, environments, inventory, waiting, erasures] = await Promise.all([
    listOpenAlarms(webDb(), staff),
    readAttention(webDb(), staff, environment),
    readDays(webDb(), staff, { days, environment }),
    readCredentials(staff),
    listWaiting(webDb(), staff),
    countErasureRequests(webDb(), staff),
  ]);
  return {
    alarms: alarms.filter(
      (alarm) => environment === undefined || alarm.environment === null || alarm.environment === environment,
    ),
    lines,
    erasures: { ...erasures, href: customersHref({ asksErasure: true }) },
    environments,
    waiting,
    endings: inventory === 'unavailable' ? 'unknown' : endingsOf(inventory, environment),
  };
}

function endingsOf(
  inventory: Exclude<Awaited<ReturnType<typeof readCredentials>>, 'unavailable'>,
  environment: ShownEnvironment,
): Exclude<Home['endings'], 'unknown'> {
  const soon = endingSoon(deadlinesOf(inventory, new Date(), environment));
  return {
    count: soon.length,
    firstAt: soon.at(0)?.at ?? null,
    href: `${staffHref('/staff/credentials', { environment })}#soon`,
  };
}

import { type Environment, readEnvironment } from '#lib/env/wise';
import { readDay } from '#lib/text/day';
import { readUuid } from '#lib/text/uuid';

/** Who acted. A call with an API key is the system's in the trail, and names the key. */
export const ACTIVITY_ACTORS = ['staff', 'customer', 'api_key', 'operator', 'system'] as const;
export type ActivityActor = (typeof ACTIVITY_ACTORS)[number];

/** What an act is about, and the first words of its actions. */
export const ACTIVITY_SUBJECTS = {
  connections: ['attempt', 'connection', 'connections', 'bulk_act', 'grants', 'import'],
  sign_ins: ['session', 'partner_session'],
  people: ['staff', 'staff_view', 'customer', 'activity'],
  api_keys: ['api_key'],
  approvals: ['sca'],
  exports: ['access_records', 'audit', 'readiness', 'support_packet'],
  credentials: ['client_secret', 'ring_key', 'rewrap', 'personal_token', 'import_key'],
  webhooks: ['event_endpoint'],
  wise_users: ['wise_user'],
  alarms: ['alarm'],
  incidents: ['hold', 'incident', 'second_approval'],
} as const satisfies Record<string, readonly string[]>;
export type ActivitySubject = keyof typeof ACTIVITY_SUBJECTS;
const SUBJECTS = Object.keys(ACTIVITY_SUBJECTS) as ActivitySubject[];

/** What staff asked the trail for; every field has passed its checks. */
export type ActivityFilter = {
  environment: Environment | undefined;
  actor: ActivityActor | undefined;
  subject: ActivitySubject | undefined;
  staff: string | undefined;
  customer: string | undefined;
  connection: string | undefined;
  network: string | undefined;
  /** UTC days, both included. */
  from: string | undefined;
  to: string | undefined;
  /** Entries older than this one. */
  before: string | undefined;
};

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined) =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** Whatever is not understood is left out, never an error page; see `unfitting`. */
export function parseActivityFilter(params: SearchParams): ActivityFilter {
  const before = one(params.before);
  const network = one(params.network);
  return {
    environment: readEnvironment(params.environment),
    actor: ACTIVITY_ACTORS.find((each) => each === params.actor),
    subject: SUBJECTS.find((each) => each === params.subject),
    staff: readUuid(one(params.staff) ?? ''),
    customer: readUuid(one(params.customer) ?? ''),
    connection: readUuid(one(params.connection) ?? ''),
    network: network !== undefined && /^[0-9a-fA-F:./]{2,50}$/.test(network) ? network : undefined,
    from: readDay(one(params.from)),
    to: readDay(one(params.to)),
    before: before !== undefined && /^[1-9]\d{0,17}$/.test(before) ? before : undefined,
  };
}

const NAMES = ['staff', 'customer', 'connection', 'network'] as const;

/**
 * What is typed in whole and was not understood, as it stands in the address: nothing fits it. Left out like the rest, it would
 * show everybody's acts as those of one.
 */
export function unfitting(
  params: SearchParams,
  filter: ActivityFilter,
): Partial<Pick<ActivityFilter, (typeof NAMES)[number]>> {
  const typed = NAMES.map((name) => [name, one(params[name])] as const);
  return Object.fromEntries(typed.filter(([name, text]) => text !== undefined && filter[name] === undefined));
}

/** The address of the page: the address is the whole state of the screen. */
export function activityHref(filter: Partial<ActivityFilter>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? '/staff/activity' : `/staff/activity?${query}`;
}

/** Whether anything but the environment, which every page has, narrows the list. */
export function isNarrowed(filter: ActivityFilter): boolean {
  return Object.entries(filter).some(
    ([name, value]) => name !== 'environment' && name !== 'before' && value !== undefined,
  );
}

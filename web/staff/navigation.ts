import { frameMessages } from '#web/messages/frame';

/** An entry of the staff's navigation: a page, and every page below it. */
export type StaffPage = {
  path: string;
  label: string;
  /** The letter that leads there after `g`. */
  key: string;
};

const { staffPages: labels } = frameMessages;

/** The pages of the staff's navigation, in the order of the screen. A page has its line here from the day it exists. */
export const STAFF_PAGES: readonly StaffPage[] = [
  { path: '/staff', label: labels.home, key: 'h' },
  { path: '/staff/connections', label: labels.connections, key: 'c' },
  { path: '/staff/customers', label: labels.customers, key: 'u' },
  { path: '/staff/activity', label: labels.activity, key: 'a' },
  { path: '/staff/webhooks', label: labels.webhooks, key: 'w' },
  { path: '/staff/credentials', label: labels.credentials, key: 'k' },
  { path: '/staff/people', label: labels.people, key: 'p' },
  { path: '/staff/incidents', label: labels.incidents, key: 'i' },
  { path: '/staff/settings', label: labels.settings, key: 's' },
];

/** The environments that the switch on every page offers; undefined shows all. */
export const SHOWN_ENVIRONMENTS = [undefined, 'production', 'sandbox'] as const;

export type ShownEnvironment = (typeof SHOWN_ENVIRONMENTS)[number];

/** Lists that stand below another page of the navigation. */
const LISTS_BELOW = [
  '/staff/webhooks/endpoints',
  '/staff/credentials/own-accounts',
  '/staff/incidents/exposure',
];

/** Pages of an act that is begun on another one stand below that one. */
const BEGUN_ON = [{ path: '/staff/second-approvals', page: '/staff/incidents' }];

/** Words of an address that belong to one view of a page: another environment has other pages and other news. */
const OF_ONE_VIEW = new Set(['environment', 'after', 'before', 'flash', 'problem']);

const isOf = (path: string, list: string) => path === list || path.startsWith(`${list}/`);

/** The environment that an address asks for; whatever is no environment shows all. */
export function shownEnvironment(query: URLSearchParams): ShownEnvironment {
  const asked = query.getAll('environment');
  return SHOWN_ENVIRONMENTS.find((each) => each !== undefined && asked.length === 1 && asked[0] === each);
}

/** The address of a staff page with the words that have a value. */
export function staffHref(path: string, words: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [word, value] of Object.entries(words)) if (value !== undefined) query.set(word, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The entry that a path belongs to: the page itself or one below it. Home is above all of them, and is only itself. */
export function currentStaffPage(
  path: string,
  pages: readonly StaffPage[] = STAFF_PAGES,
): StaffPage | undefined {
  const at = BEGUN_ON.find((each) => isOf(path, each.path))?.page ?? path;
  return pages.find((page) => at === page.path || (page.path !== '/staff' && isOf(at, page.path)));
}

/**
 * Where the switch leads to see another environment: this page with its other words, from its first page on. From a
 * page about one thing, which has one environment and no other, to the list it stands in.
 */
export function environmentHref(path: string, query: URLSearchParams, environment: ShownEnvironment): string {
  const list = LISTS_BELOW.find((each) => isOf(path, each)) ?? currentStaffPage(path)?.path ?? path;
  if (list !== path) return staffHref(list, { environment });
  const kept = [...query].filter(([word]) => !OF_ONE_VIEW.has(word));
  return staffHref(path, { ...Object.fromEntries(kept), environment });
}

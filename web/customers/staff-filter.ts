import { Environment } from '#lib/db/generated/enums';
import { type Cursor, formatCursor, parseCursor } from '#lib/text/cursor';
import { toStorable } from '#lib/text/storable';

/** What staff asked the list of customers for; every field has passed its checks. */
export type CustomerFilter = {
  search: string;
  /** Whose connections are counted; a customer belongs to none. */
  environment: Environment | undefined;
  /** Only those who asked for their data to be erased. */
  asksErasure: boolean;
  after: Cursor | undefined;
};

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

export const MAX_CUSTOMER_SEARCH = 120;

const PATH = '/staff/customers';

/** The address's words, checked; whatever is not understood is left out, never an error page. */
export function parseCustomerFilter(params: SearchParams): CustomerFilter {
  const search = typeof params.q === 'string' ? params.q : '';
  return {
    search: Array.from(toStorable(search)).slice(0, MAX_CUSTOMER_SEARCH).join('').trim(),
    environment: Object.values(Environment).find((each) => each === params.environment),
    asksErasure: params.erasure === 'asked',
    after: parseCursor(params.after),
  };
}

/** The address of the list with this filter: the address is the whole state of the screen. */
export function customersHref({ search, environment, asksErasure, after }: Partial<CustomerFilter>): string {
  const query = new URLSearchParams();
  if (search !== undefined && search !== '') query.set('q', search);
  if (environment !== undefined) query.set('environment', environment);
  if (asksErasure === true) query.set('erasure', 'asked');
  if (after !== undefined) query.set('after', formatCursor(after));
  return query.size === 0 ? PATH : `${PATH}?${query}`;
}

import 'server-only';
import { headers } from 'next/headers';
import { PAGE_ADDRESS_HEADER } from './page-address-header';

/** The path and the query of the page that is being rendered. */
export async function pageAddress(): Promise<{ path: string; query: URLSearchParams }> {
  const { pathname, searchParams } = new URL(
    (await headers()).get(PAGE_ADDRESS_HEADER) ?? '/',
    'http://localhost',
  );
  return { path: pathname, query: searchParams };
}

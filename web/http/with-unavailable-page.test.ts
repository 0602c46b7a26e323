import { redirect } from 'next/navigation';
import { expect, test, vi } from 'vitest';
import { withUnavailablePage } from './with-unavailable-page';

const error = vi.hoisted(() => vi.fn());
vi.mock('./log', () => ({ webLog: () => ({ error }) }));

const PAGE = '/staff/connections/7d0f5a52-0000-4000-8000-000000000001';
const read = (act: () => Promise<unknown>) =>
  withUnavailablePage(PAGE, act).catch(
    (thrown: unknown) => (thrown as { digest?: string }).digest ?? 'no redirect',
  );

test('a page whose database is away leads to the page that says so, and back', async () => {
  const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(await read(() => Promise.reject(away))).toContain(
    `/unavailable?${new URLSearchParams({ why: 'records', return: PAGE })};`,
  );
  expect(error.mock.lastCall?.[0]).toMatchObject({ errorCode: 'DATABASE_UNAVAILABLE', page: PAGE });
});

test('a mistake of ours is not put down to the records', async () => {
  const mistake = new TypeError('x is undefined');
  expect(await read(() => Promise.reject(mistake))).toContain(
    `/unavailable?${new URLSearchParams({ why: 'mistake', return: PAGE })};`,
  );
  expect(error.mock.lastCall?.[0]).toMatchObject({ errorCode: 'INTERNAL', page: PAGE });
});

test('a redirect of the page itself passes', async () => {
  expect(await read(async () => redirect('/sign-in'))).toContain('/sign-in;');
});

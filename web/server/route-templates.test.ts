import { expect, it } from 'vitest';
import { routeMatcher } from './route-templates';

const routeOf = routeMatcher([
  '/',
  '/staff',
  '/staff/connections/[id]',
  '/staff/connections/export',
  '/connect/[environment]/callback',
  '/api/auth/[...nextauth]',
  '/help/[[...topic]]',
]);

it.each([
  ['/', '/'],
  ['/staff/', '/staff'],
  ['/staff/connections/7', '/staff/connections/[id]'],
  ['/staff/connections/export', '/staff/connections/export'],
  ['/connect/sandbox/callback', '/connect/[environment]/callback'],
  ['/api/auth/callback/staff', '/api/auth/[...nextauth]'],
  ['/_next/static/chunks/a.js', 'files'],
  ['/wp-admin.php', 'none'],
  ['/staff/connections/7/../../etc', 'none'],
  ['', 'none'],
])('%s is a request of route %s', (pathname, route) => {
  expect(routeOf(pathname)).toBe(route);
});

it('makes no route of an address that nobody knows, so that a scanner adds no series', () => {
  const seen = new Set(Array.from({ length: 5_000 }, (_, n) => routeOf(`/scan/${n}/${'%2e'.repeat(n % 7)}`)));
  expect([...seen]).toEqual(['none']);
});

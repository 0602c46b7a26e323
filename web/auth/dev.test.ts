import { describe, expect, it } from 'vitest';
import { parseWebEnv } from '#web/env/web-env';
import { isDevSignInOpen } from './dev';

const base = {
  NODE_ENV: 'development',
  APP_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgresql://u:p@127.0.0.1/x',
  NEXTAUTH_SECRET: 'a secret of the tests, long enough to pass',
  VAULT_INTERNAL_KEY: 'a secret of the tests, long enough to pass',
  WISE_SANDBOX_CLIENT_ID: 'test-client',
  SMTP_URL: 'smtp://127.0.0.1:1',
  CONNECT_DEV_SIGN_IN: '1',
};
// What Next writes into a direct request.
const direct = {
  host: 'localhost:3000',
  'x-forwarded-host': 'localhost:3000',
  'x-forwarded-port': '3000',
  'x-forwarded-proto': 'http',
  'x-forwarded-for': '::ffff:127.0.0.1',
};
const isOpen = (settings: Record<string, string>, headers: Record<string, string>) =>
  isDevSignInOpen(parseWebEnv({ ...base, ...settings }), new Headers({ ...direct, ...headers }));

describe('one-click sign-in', () => {
  it('is open under npm run dev, straight from this machine', () => {
    expect(isOpen({}, {})).toBe(true);
  });

  it.each([
    ['in production', { NODE_ENV: 'production' }],
    ['when the supervisor did not say so', { CONNECT_DEV_SIGN_IN: '' }],
    [
      'when the app has a public address',
      { APP_URL: 'https://connect.example.com', TRUSTED_PROXIES: '127.0.0.1' },
    ],
  ])('does not exist %s', (_when, settings) => {
    expect(isOpen(settings, {})).toBe(false);
  });

  it.each([
    ['another Host', { host: 'connect.example.com', 'x-forwarded-host': 'connect.example.com' }],
    [
      'a Host that only begins like ours',
      { host: 'localhost.evil.example', 'x-forwarded-host': 'localhost.evil.example' },
    ],
    ['a forwarded host', { 'x-forwarded-host': 'tunnel.example' }],
    ['a forwarded client', { 'x-forwarded-for': '203.0.113.7' }],
    ['a chain of clients', { 'x-forwarded-for': '127.0.0.1, 203.0.113.7' }],
    ['https in front', { 'x-forwarded-proto': 'https' }],
    ['Forwarded', { forwarded: 'for=203.0.113.7' }],
    ['Via', { via: '1.1 proxy' }],
    ['X-Real-IP', { 'x-real-ip': '127.0.0.1' }],
    ['X-Forwarded-Server', { 'x-forwarded-server': 'proxy' }],
  ])('does not exist behind a proxy or tunnel: %s', (_what, headers) => {
    expect(isOpen({}, headers)).toBe(false);
  });
});

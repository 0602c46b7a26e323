import { expect, it } from 'vitest';
import { problemsOf, vault } from '#lib/env/testing/settings';
import { parseVaultEnv } from './vault-env';

const withUrl = (url: string) => () => parseVaultEnv({ ...vault, WISE_SANDBOX_WEBHOOK_URL: url });

it.each([
  'https://connect.example.com/webhooks/wise/sandbox',
  'http://127.0.0.1:3102/webhooks/wise/sandbox',
  'http://localhost:3102/webhooks/wise/sandbox',
])('takes %s as the address of webhooks', (url) => {
  expect(withUrl(url)().WISE_SANDBOX_WEBHOOK_URL).toBe(url);
});

it.each([
  'http://connect.example.com/webhooks/wise/sandbox',
  'https://connect.example.com:8443/webhooks',
  'https://192.0.2.7/webhooks',
  'http://127.0.0.1.example.com/webhooks',
  'http://localhost@example.com/webhooks',
  'http://localhost:3102/webhooks?a=b',
])('refuses %s, which neither Wise nor the emulator calls', (url) => {
  expect(problemsOf(withUrl(url))).toContain('WISE_SANDBOX_WEBHOOK_URL');
});

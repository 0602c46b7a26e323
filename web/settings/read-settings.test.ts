import { expect, it } from 'vitest';
import { parseWebEnv } from '#web/env/web-env';
import { webSettings } from './read-settings';

const SECRETS = [
  'database-secret',
  'cookie-secret-of-more-than-32-characters',
  'internal-secret-of-more-than-32-characters',
];

const env = parseWebEnv({
  DATABASE_URL: `postgresql://connect_web:${SECRETS[0]}@db.example/connect?sslmode=verify-full`,
  NEXTAUTH_SECRET: SECRETS[1] ?? '',
  VAULT_INTERNAL_KEY: SECRETS[2] ?? '',
  WISE_SANDBOX_CLIENT_ID: 'acme-bank',
  SMTP_URL: 'smtps://mailer:mail-secret@mail.example:465',
  PARTNER_NAME: 'Acme',
});

it('shows the mail server without its user and password', () => {
  expect(webSettings(env).find(({ name }) => name === 'SMTP_URL')?.value).toBe('smtps://mail.example:465');
});

it('shows what is configured, and no secret of it', () => {
  const shown = webSettings(env);
  expect(shown.find(({ name }) => name === 'PARTNER_NAME')?.value).toBe('Acme');
  expect(shown.find(({ name }) => name === 'NEXTAUTH_SECRET')).toEqual({
    name: 'NEXTAUTH_SECRET',
    isSet: true,
    value: null,
  });
  const text = JSON.stringify(shown);
  for (const secret of [...SECRETS, 'mail-secret', 'mailer', 'connect_web'])
    expect(text).not.toContain(secret);
});

import { describe, expect, it } from 'vitest';
import { parseWebEnv } from '#web/env/web-env';
import { signInMethods } from './methods';

const base = {
  APP_URL: 'https://connect.example.com',
  TRUSTED_PROXIES: '127.0.0.1',
  DATABASE_URL: 'postgresql://u:p@127.0.0.1/x',
  NEXTAUTH_SECRET: 'a secret of the tests, long enough to pass',
  VAULT_INTERNAL_KEY: 'a secret of the tests, long enough to pass',
  WISE_SANDBOX_CLIENT_ID: 'test-client',
  SMTP_URL: 'smtp://127.0.0.1:1',
};
const oidc = {
  STAFF_OIDC_ISSUER: 'https://sso.example.com/tenant',
  STAFF_OIDC_CLIENT_ID: 'c',
  STAFF_OIDC_CLIENT_SECRET: 's',
};

describe('the methods to sign in', () => {
  it('in production are OpenID Connect alone for the audience that has it, email links for the other', () => {
    const env = parseWebEnv({ ...base, ...oidc, NODE_ENV: 'production' });
    expect(signInMethods(env, 'staff')).toEqual({ oidcHost: 'sso.example.com', hasEmail: false });
    expect(signInMethods(env, 'customer')).toEqual({ oidcHost: undefined, hasEmail: true });
  });

  it('outside production are both', () => {
    const env = parseWebEnv({ ...base, ...oidc, NODE_ENV: 'development' });
    expect(signInMethods(env, 'staff')).toEqual({ oidcHost: 'sso.example.com', hasEmail: true });
  });

  it('have no email links without a mail server', () => {
    const env = parseWebEnv({ ...base, ...oidc, SMTP_URL: '', CONNECT_DEV_SIGN_IN: '1' });
    expect(signInMethods(env, 'customer')).toEqual({ oidcHost: undefined, hasEmail: false });
  });
});

import { describe, expect, it } from 'vitest';
import { signInProblems } from './sign-in-problems';

const ISSUER = 'https://id.example.com';

describe('who could not sign in is told once, with what to set or remove', () => {
  it('nothing set', () => {
    expect(signInProblems({})).toEqual([
      'no way to sign in for customers: set SMTP_URL (email links), or CUSTOMER_OIDC_ISSUER, CUSTOMER_OIDC_CLIENT_ID and ' +
        'CUSTOMER_OIDC_CLIENT_SECRET (an OpenID provider)',
      'no way to sign in for staff: set SMTP_URL (email links), or STAFF_OIDC_ISSUER, STAFF_OIDC_CLIENT_ID and ' +
        'STAFF_OIDC_CLIENT_SECRET (an OpenID provider)',
    ]);
  });

  it('half a provider, with email links to fall back to and without', () => {
    const half = { CUSTOMER_OIDC_ISSUER: ISSUER, CUSTOMER_OIDC_CLIENT_ID: 'id' };
    expect(signInProblems({ ...half, SMTP_URL: 'smtp://127.0.0.1' })).toEqual([
      'half an OpenID provider for customers: set CUSTOMER_OIDC_CLIENT_SECRET too, or remove CUSTOMER_OIDC_ISSUER and CUSTOMER_OIDC_CLIENT_ID',
    ]);
    expect(signInProblems(half)[0]).toBe(
      'half an OpenID provider for customers: set CUSTOMER_OIDC_CLIENT_SECRET too, or remove CUSTOMER_OIDC_ISSUER and CUSTOMER_OIDC_CLIENT_ID and set SMTP_URL (email links)',
    );
  });

  it('a whole provider for one audience says nothing of it, also where the secret is a file', () => {
    const staff = {
      STAFF_OIDC_ISSUER: ISSUER,
      STAFF_OIDC_CLIENT_ID: 'id',
      STAFF_OIDC_CLIENT_SECRET_FILE: '/run/secrets/oidc',
    };
    expect(signInProblems(staff).join()).not.toContain('STAFF');
    expect(signInProblems({ ...staff, SMTP_URL_FILE: '/run/secrets/smtp' })).toEqual([]);
    expect(signInProblems({ CONNECT_DEV_SIGN_IN: '1' })).toEqual([]);
  });
});

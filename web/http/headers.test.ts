import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from './csp';
import { formsTo } from './forms-to';
import { isPrefetch } from './prefetch';
import { securityHeaders } from './security-headers';

describe('the policy', () => {
  const policy = contentSecurityPolicy({ nonce: 'N', isDevelopment: false });

  test('runs no script and applies no style without the nonce, sends forms nowhere else, is framed nowhere', () => {
    expect(policy).toContain("script-src 'self' 'nonce-N' 'strict-dynamic';");
    expect(policy).toContain("style-src 'self' 'nonce-N';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    for (const rule of [
      "default-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
  });

  test('lets a form go to Wise’s approval page of the environment in the address, and from no other page', () => {
    const env = {
      WISE_SANDBOX_APPROVAL_PAGE_URL: 'https://sandbox.wise.example/approve/',
      WISE_PRODUCTION_APPROVAL_PAGE_URL: 'https://wise.example/approve/',
    };
    const origins = (path: string) => formsTo(path, env);
    expect(origins('/approve/x/start/sandbox')).toBe('https://sandbox.wise.example');
    expect(origins('/approve/x/start/production')).toBe('https://wise.example');
    for (const path of [
      '/approve/x',
      '/approve/x/start',
      '/approve/x/start/other',
      '/approve/x/start/sandbox/',
      '/a/approve/x/start/sandbox',
      '/connect/sandbox/start',
    ]) {
      expect(origins(path)).toBeUndefined();
    }
    const loose = contentSecurityPolicy({
      nonce: 'N',
      isDevelopment: false,
      formsTo: 'https://wise.example',
    });
    expect(loose.replace(' https://wise.example', '')).toBe(policy);
  });

  test('is loosened for React’s development build only', () => {
    expect(contentSecurityPolicy({ nonce: 'N', isDevelopment: true })).toContain("'unsafe-eval'");
  });
});

describe('the headers', () => {
  const https = { APP_URL: 'https://connect.example.com' };

  test('a page is stored by nobody, and what is the same for all may be', () => {
    for (const path of ['/', '/dashboard', '/api/health', '/connections/x', '/nothing']) {
      expect(securityHeaders(https, path)['cache-control']).toBe('no-store');
    }
    expect(securityHeaders(https, '/_next/static/a.js')['cache-control']).toBeUndefined();
    expect(securityHeaders(https, '/brand/theme.css')['cache-control']).toBeUndefined();
  });

  test('no address under /connect/ goes on as a referrer', () => {
    expect(securityHeaders(https, '/connect/sandbox/callback')['referrer-policy']).toBe('no-referrer');
    expect(securityHeaders(https, '/dashboard')['referrer-policy']).toBe('strict-origin-when-cross-origin');
  });

  test('only an approval in a popup keeps a handle on its window, and the page that takes the popup to Wise has none', () => {
    const opener = (path: string) => securityHeaders(https, path)['cross-origin-opener-policy'];
    expect(opener('/approve/x')).toBe('same-origin-allow-popups');
    expect(opener('/approve/x/start/sandbox')).toBe('unsafe-none');
    for (const path of ['/', '/dashboard', '/approve', '/connect/sandbox/start', '/staff/approve/x']) {
      expect(opener(path)).toBe('same-origin');
    }
  });

  test('https is insisted on where it is used', () => {
    expect(securityHeaders(https, '/')['strict-transport-security']).toContain('includeSubDomains');
    expect(securityHeaders({ APP_URL: 'http://localhost:3000' }, '/')).not.toHaveProperty(
      'strict-transport-security',
    );
  });
});

describe('a prefetch', () => {
  test.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
    ['next-router-prefetch', '1'],
    ['rsc', '1'],
  ])('is known by %s: %s', (name, value) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(true);
  });

  test('is not what a person’s click is', () => {
    expect(isPrefetch(new Headers({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }))).toBe(
      false,
    );
  });
});

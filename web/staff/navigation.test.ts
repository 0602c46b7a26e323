import { describe, expect, it } from 'vitest';
import { returnPath } from '#web/http/return-path';
import { currentStaffPage, environmentHref, STAFF_PAGES, shownEnvironment, staffHref } from './navigation';

const query = (text: string) => new URLSearchParams(text);

describe('the staff’s navigation', () => {
  it('marks the page itself and each page below it, Home only itself', () => {
    const pages = [{ path: '/staff', label: 'Home', key: 'h' }, ...STAFF_PAGES];
    const current = (path: string) => currentStaffPage(path, pages)?.path;
    expect(current('/staff')).toBe('/staff');
    expect(current('/staff/connections')).toBe('/staff/connections');
    expect(current('/staff/connections/1/disconnect')).toBe('/staff/connections');
    expect(current('/staff/second-approvals/1'), 'an act that is begun there').toBe('/staff/incidents');
    expect(current('/staff/connections-2')).toBeUndefined();
    expect(current('/staff/account')).toBeUndefined();
  });

  it('has no page that a sign-in cannot come back to', () => {
    for (const { path } of STAFF_PAGES) expect(returnPath('staff', path)).toBe(path);
  });
});

describe('the environment switch', () => {
  it('reads one environment, and anything else as all', () => {
    expect(shownEnvironment(query('environment=sandbox'))).toBe('sandbox');
    for (const text of [
      '',
      'environment=',
      'environment=constructor',
      'environment=sandbox&environment=production',
    ])
      expect(shownEnvironment(query(text)), text).toBeUndefined();
  });

  it('keeps the filters of a list, and leaves its place and its news', () => {
    const seen = query('q=ada&status=active&environment=sandbox&after=1.x&flash=done');
    expect(environmentHref('/staff/connections', seen, 'production')).toBe(
      '/staff/connections?q=ada&status=active&environment=production',
    );
    expect(environmentHref('/staff/connections', seen, undefined)).toBe(
      '/staff/connections?q=ada&status=active',
    );
  });

  it('leads from a page about one thing to its list', () => {
    expect(environmentHref('/staff/connections/1', query('before=7'), 'sandbox')).toBe(
      '/staff/connections?environment=sandbox',
    );
  });

  it('stays with our own accounts, a list below the credentials', () => {
    const path = '/staff/credentials/own-accounts';
    expect(currentStaffPage(path)?.path).toBe('/staff/credentials');
    expect(environmentHref(path, query('flash=stored'), 'sandbox')).toBe(`${path}?environment=sandbox`);
    expect(returnPath('staff', path)).toBe(path);
  });

  it('stays with who used what, in the same window', () => {
    const path = '/staff/incidents/exposure';
    const seen = query('from=2026-11-01T00:00&key=0123456789abcdef&after=x&environment=sandbox');
    const rest = 'from=2026-11-01T00%3A00&key=0123456789abcdef';
    expect(environmentHref(path, seen, 'production')).toBe(`${path}?${rest}&environment=production`);
    expect(environmentHref(path, seen, undefined)).toBe(`${path}?${rest}`);
  });

  it('leads from an endpoint to the endpoints, which stand below another list', () => {
    for (const path of ['/staff/webhooks/endpoints', '/staff/webhooks/endpoints/1'])
      expect(environmentHref(path, query('before=7'), 'sandbox')).toBe(
        '/staff/webhooks/endpoints?environment=sandbox',
      );
  });

  it('has one letter for each page, and none that lists use', () => {
    const keys = STAFF_PAGES.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^[a-z]$/);
    for (const taken of ['g', 'j']) expect(keys).not.toContain(taken);
  });

  it('writes any value so that it is read back', () => {
    const href = staffHref('/staff/connections', { q: '&a=b #+é', status: undefined });
    expect(new URL(href, 'http://localhost').searchParams.get('q')).toBe('&a=b #+é');
    expect(href).not.toContain('status');
  });
});

import { describe, expect, it } from 'vitest';
import { clearCookie, readCookie, setCookie } from './cookies';

const secure = { APP_URL: 'https://app.example' };
const local = { APP_URL: 'http://localhost:3000' };
const sent = (cookie: string) => new Headers({ cookie });

describe('a cookie', () => {
  it('over https is Secure, HttpOnly, Lax and bound to this host alone', () => {
    expect(setCookie(secure, 'cw-customer', 'v')).toBe(
      '__Host-cw-customer=v; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
    expect(clearCookie(secure, 'cw-staff')).toBe(
      '__Host-cw-staff=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
    );
  });

  it('on this machine over http has neither prefix nor Secure, which browsers would refuse', () => {
    expect(setCookie(local, 'cw-browser', 'v', 60)).toBe(
      'cw-browser=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60',
    );
  });

  it('is read by its whole name', () => {
    expect(readCookie(sent('a=1; cw-customer=v; b=2'), local, 'cw-customer')).toBe('v');
    expect(readCookie(sent('xcw-customer=v; cw-customer-return=/x'), local, 'cw-customer')).toBeUndefined();
    expect(readCookie(sent('cw-customer='), local, 'cw-customer')).toBeUndefined();
    expect(readCookie(new Headers(), local, 'cw-customer')).toBeUndefined();
  });

  it('without its prefix is not taken for the real one over https (a subdomain can set it)', () => {
    expect(readCookie(sent('cw-customer=planted'), secure, 'cw-customer')).toBeUndefined();
  });

  it('sent twice with different values is not used: one of them is planted', () => {
    expect(readCookie(sent('cw-customer=a; cw-customer=b'), local, 'cw-customer')).toBeUndefined();
    expect(readCookie(sent('cw-customer=a; cw-customer=a'), local, 'cw-customer')).toBe('a');
  });
});

import { isIP } from 'node:net';
import * as z from 'zod';
import { Secret } from '#lib/log/secret';
import { transportProblem } from './database-transport.mjs';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** True for a host on this machine, where plain http is allowed. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.has(hostname);
}

/** A required value, with what it is for in the message a failing start prints. */
export function required(what: string) {
  return z.string({ error: `is missing: ${what}` }).min(1, `is missing: ${what}`);
}

/** A secret of at least `minLength` characters, unloggable from here on. */
export function secret(what: string, minLength = 32) {
  return required(what)
    .min(minLength, `is too short: at least ${minLength} characters (for example: openssl rand -base64 32)`)
    .transform((value) => new Secret(value));
}

/** An origin: https anywhere, http only on this machine; no path, query or credentials. */
export function origin(what: string) {
  return required(what).transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
    if (!isWeb || url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
      context.addIssue({ code: 'custom', message: 'must be an origin such as https://connect.example.com' });
      return z.NEVER;
    }
    if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
      context.addIssue({ code: 'custom', message: 'must be https (http is for this machine only)' });
      return z.NEVER;
    }
    return url.origin;
  });
}

/** Origins, separated by commas: https anywhere, http only on this machine. */
export function originList() {
  const one = origin('');
  return z.string().transform((text, context): string[] => {
    const read = text.split(',').map((each) => one.safeParse(each.trim()));
    const origins = read.flatMap(({ data }) => data ?? []);
    if (origins.length === read.length) return origins;
    context.addIssue({
      code: 'custom',
      message:
        'must be origins such as https://hooks.example.com:8443, separated by commas (http is for this machine only)',
    });
    return z.NEVER;
  });
}

/** A page's address: https anywhere, http only on this machine; no credentials, and nothing after ? or #. */
export function pageAddress() {
  return z.string().refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url === null || url.username !== '' || /[?#]/.test(value)) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  }, 'must be an https address without user, ? and # (http is for this machine only)');
}

/**
 * An OpenID issuer, kept as it is written because it is compared as text (OpenID Connect Core §3.1.3.7). Over plain
 * http whoever sits on the way decides which keys sign, and so who everybody is.
 */
export function issuer() {
  return z
    .string()
    .refine((value) => {
      const url = URL.canParse(value) ? new URL(value) : null;
      return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    }, 'must be an https address (http is for this machine only)')
    .refine(
      (value) => !/[?#]/.test(value) && !(URL.canParse(value) && new URL(value).username !== ''),
      'must be the issuer alone: no user, and nothing after ? or # (OpenID Connect Discovery 1.0 §3)',
    );
}

/** Where people get help. Nothing that runs in the page: a link may carry `javascript:`. */
export function helpUrl() {
  return z
    .string()
    .refine(
      (value) => URL.canParse(value) && /^(https|mailto):$/.test(new URL(value).protocol),
      'must begin with https:// or mailto:',
    );
}

/** Where security researchers write (RFC 9116 §2.5.3): one line, since it becomes a field of security.txt. */
export function securityContact() {
  return helpUrl().refine((value) => !/\s/.test(value), 'must be one address without spaces');
}

/** An address to listen on. */
export const ipAddress = () =>
  z.string().refine((value) => isIP(value) !== 0, 'must be an address such as 127.0.0.1 or 0.0.0.0');

/** A PostgreSQL address, over TLS unless the server is on this machine. Holds a password, so it is a Secret. */
export function databaseUrl(what: string) {
  return required(what).transform((value, context) => {
    const problem = transportProblem(value);
    if (problem !== undefined) {
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    }
    return new Secret(value);
  });
}

export const wholeNumber = (fallback: number, { min, max }: { min: number; max: number }) =>
  z.coerce
    .number(`must be a whole number from ${min} to ${max}`)
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

export const port = (fallback: number) => wholeNumber(fallback, { min: 0, max: 65_535 });

export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info');

import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseExactJson } from './exact-json.js';

/** Why an event was not taken. Answer it with 400. */
export type EventRefusal = 'headers_missing' | 'too_old' | 'too_new' | 'signature_wrong' | 'not_json';

export class EventRefused extends Error {
  override readonly name = 'EventRefused';
  readonly reason: EventRefusal;

  constructor(reason: EventRefusal) {
    super(`the event is refused: ${reason}`);
    this.reason = reason;
  }
}

export interface VerifyOptions {
  /** How far the sender's clock may be away: 300. Older ones may be replays. */
  toleranceSeconds?: number;
  /** Milliseconds, for tests. */
  now?: number;
}

type SentHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * Whether we sent this event (Standard Webhooks: HMAC-SHA256 over id, time and body). Give it the body's bytes as they
 * came, before anything parsed them, and both secrets while you rotate.
 *
 * @returns the event. Remember its id: the same event may come more than once
 * @throws EventRefused; TypeError for a secret that is none
 */
export function verifyEvent<Event = unknown>(
  body: string | Uint8Array,
  headers: SentHeaders,
  secrets: string | readonly string[],
  { toleranceSeconds = 300, now = Date.now() }: VerifyOptions = {},
): Event {
  const keys = [secrets].flat().map(keyOf);
  if (keys.length === 0) throw new TypeError('no secret to verify events with');
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature');
  if (!id || !signatures || !timestamp || !/^\d{1,12}$/.test(timestamp))
    throw new EventRefused('headers_missing');
  const age = Math.floor(now / 1000) - Number(timestamp);
  // written so that NaN, of a setting that is not there, lets nothing pass
  if (!(age <= toleranceSeconds)) throw new EventRefused('too_old');
  if (!(age >= -toleranceSeconds)) throw new EventRefused('too_new');
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (!isSignedByAny(keys, [`${id}.${timestamp}.`, bytes], signatures))
    throw new EventRefused('signature_wrong');
  return parsed(bytes) as Event;
}

function keyOf(secret: string): Buffer {
  const encoded = SECRET.exec(secret)?.[1];
  // the message must not say what it got: it may be the right secret with a blank behind it
  if (encoded === undefined) throw new TypeError('a secret begins with whsec_ and goes on in base64');
  return Buffer.from(encoded, 'base64');
}

// Every pair is compared, in constant time, so that how long it takes says nothing about which one was near.
function isSignedByAny(keys: Buffer[], [head, bytes]: [string, Uint8Array], signatures: string): boolean {
  const sent = signatures.split(' ').flatMap((each) => (each.startsWith('v1,') ? [each.slice(3)] : []));
  let isSigned = false;
  for (const key of keys) {
    const expected = createHmac('sha256', key).update(head).update(bytes).digest();
    for (const signature of sent) {
      const given = Buffer.from(signature, 'base64');
      if (given.length === expected.length && timingSafeEqual(given, expected)) isSigned = true;
    }
  }
  return isSigned;
}

function headerOf(headers: SentHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  // a header that came twice is nobody's: which of the two would count?
  return typeof value === 'string' ? value : undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new EventRefused('not_json');
  }
}

import type { FaultKind, FaultRequest } from 'wise-emulator';

/** How a token call under a fault ends for us. */
export type Verdict =
  /** The answer was good all the same. */
  | 'good'
  /** Wise surely did not act: the old tokens stand. */
  | 'not acted'
  /** Wise may have acted: nothing is vended before another refresh is proved. */
  | 'uncertain'
  /** Wise refuses our client: nobody has to reconnect, staff are told. */
  | 'our fault';

export type FaultRow = {
  what: string;
  fault: Omit<FaultRequest, 'endpoint' | 'kind'>;
  refresh: Verdict;
  /** State and reason of an exchange whose code met the fault. */
  exchange: string;
  /** No answer comes before a deadline, so a vault with a short one is wanted. */
  isEndless?: boolean;
};

const GOOD = { refresh: 'good', exchange: 'connected' } as const;
const SILENCE = { refresh: 'uncertain', exchange: 'interrupted' } as const;
const UNREADABLE = { refresh: 'uncertain', exchange: 'interrupted unreadable_answer' } as const;
const OUTAGE = { refresh: 'uncertain', exchange: 'failed wise_unavailable' } as const;
const REFUSED = { refresh: 'not acted', exchange: 'failed wise_unavailable' } as const;
const ENDLESS = { ...SILENCE, isEndless: true } as const;

const HOURS = 3_600;

const json = (status: number, body: object) => ({ status, body: JSON.stringify(body) });

/** The product's answer to each kind of fault of Wise's token endpoint. */
export const FAULT_ROWS: Record<FaultKind, FaultRow[]> = {
  hold: [
    { what: 'no answer, and Wise acts when nobody waits any more', fault: { when: 'before' }, ...ENDLESS },
    { what: 'no answer though Wise acted', fault: { when: 'after' }, ...ENDLESS },
  ],
  delay: [
    {
      what: 'an answer that is a little late',
      fault: { when: 'before', delayMs: 40, jitterMs: 20 },
      ...GOOD,
    },
    { what: 'an answer after the deadline', fault: { when: 'after', delayMs: 60_000 }, ...ENDLESS },
  ],
  clock: [
    { what: 'a clock two hours behind', fault: { offsetSeconds: -2 * HOURS }, ...GOOD },
    {
      what: 'a clock two hours ahead',
      fault: { offsetSeconds: 2 * HOURS },
      refresh: 'good',
      exchange: 'failed code_refused',
    },
  ],
  drop: [
    { what: 'a reset before Wise acted', fault: { when: 'before' }, ...SILENCE },
    { what: 'a reset after Wise acted', fault: { when: 'after' }, ...SILENCE },
  ],
  'half-close': [
    { what: 'the end of the stream without a byte', fault: { when: 'before' }, ...SILENCE },
    { what: 'the end of the stream in the middle of the body', fault: { when: 'after' }, ...SILENCE },
    { what: 'the end of the stream after the headers', fault: { when: 'after', bytes: 0 }, ...SILENCE },
  ],
  answer: [
    { what: '500 after Wise acted', fault: { when: 'after', ...json(500, { error: 'x' }) }, ...OUTAGE },
    { what: '502 that says invalid_grant', fault: json(502, { error: 'invalid_grant' }), ...OUTAGE },
    { what: '408', fault: json(408, { error: 'invalid_grant' }), ...UNREADABLE },
    { what: '400 of another kind', fault: json(400, { error: 'invalid_request' }), ...REFUSED },
    { what: '404 that says invalid_grant', fault: json(404, { error: 'invalid_grant' }), ...REFUSED },
    {
      what: '401 invalid_client',
      fault: json(401, { error: 'invalid_client' }),
      refresh: 'our fault',
      exchange: 'failed client_refused',
    },
    { what: '204', fault: { when: 'after', status: 204 }, ...UNREADABLE },
    { what: '200 without tokens', fault: { when: 'after', ...json(200, {}) }, ...UNREADABLE },
  ],
  status: [
    { what: 'tokens under 503', fault: { status: 503 }, ...OUTAGE },
    { what: 'tokens under 400', fault: { status: 400 }, ...UNREADABLE },
    { what: 'tokens under 206', fault: { status: 206 }, ...UNREADABLE },
  ],
  'rate-limit': ['', '1', '0', '-5', '315360000', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon'].map(
    (retryAfter) => ({
      what: `429 with Retry-After "${retryAfter}"`,
      fault: { retryAfter },
      ...REFUSED,
    }),
  ),
  redirect: [
    { what: 'a redirect before Wise acted', fault: { when: 'before', status: 307 }, ...SILENCE },
    { what: 'a redirect after Wise acted', fault: { when: 'after', status: 302 }, ...SILENCE },
  ],
  html: [
    { what: '200 with a web page', fault: { when: 'after' }, ...UNREADABLE },
    { what: '503 with a web page', fault: { when: 'before', status: 503 }, ...OUTAGE },
    { what: '403 with a web page', fault: { when: 'before', status: 403 }, ...UNREADABLE },
  ],
  'wrong-type': [
    { what: 'tokens as text/html', fault: {}, ...UNREADABLE },
    { what: 'tokens as text/json', fault: { contentType: 'text/json' }, ...UNREADABLE },
    {
      what: 'tokens as JSON with a charset',
      fault: { contentType: 'application/json;charset=UTF-8' },
      ...GOOD,
    },
  ],
  'malformed-json': [{ what: 'JSON with a comma too many', fault: {}, ...UNREADABLE }],
  'mistyped-json': [{ what: 'tokens that are numbers', fault: {}, ...UNREADABLE }],
  'huge-numbers': [{ what: 'lifetimes of 400 digits', fault: {}, ...GOOD }],
  'duplicate-keys': [{ what: 'every key twice', fault: {}, ...UNREADABLE }],
  'cut-body': [
    { what: 'half a body, then nothing', fault: {}, ...SILENCE },
    { what: 'headers, then nothing', fault: { bytes: 0 }, ...SILENCE },
  ],
  drip: [{ what: 'one byte a second', fault: {}, ...ENDLESS }],
  'drip-headers': [{ what: 'headers at one byte a second', fault: {}, ...ENDLESS }],
  'endless-body': [
    { what: 'a body without end, fast', fault: { when: 'after' }, ...SILENCE },
    { what: 'a body without end, slowly', fault: { when: 'after', everyMs: 100 }, ...ENDLESS },
  ],
  'gzip-bomb': [{ what: 'a gzip bomb of 256 MB', fault: { megabytes: 256 }, ...SILENCE }],
};

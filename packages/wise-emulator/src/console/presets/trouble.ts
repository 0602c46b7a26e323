import { CHECK, CONNECT, type PresetGroup } from './preset';

/** The API, while Wise's pages go on: else nobody comes back to the app to see what it makes of it. */
const API = '!authorise';
const DOWN = { endpoint: API, kind: 'answer', status: 503, body: '', count: 'all' } as const;
const UNAVAILABLE = 'Wise isn’t available; on a check: We couldn’t reach Wise. No connection is lost';
const UNREADABLE = 'This was interrupted; on a check: We couldn’t reach Wise. No connection is lost';
const TRY = `${CONNECT} ${CHECK}`;

export const TROUBLE: PresetGroup = {
  title: 'Wise is in trouble',
  presets: [
    {
      id: 'outage',
      label: 'Wise is down until faults are cleared',
      outcome: UNAVAILABLE,
      how: TRY,
      faults: [DOWN],
    },
    {
      id: 'outage-10-minutes',
      label: 'Wise is down for ten minutes',
      outcome: `${UNAVAILABLE}. After that all is well by itself`,
      how: TRY,
      faults: [{ ...DOWN, forSeconds: 600 }],
    },
    {
      id: 'slow-wise',
      label: 'Wise is slow: 1 to 2 seconds a call',
      outcome: 'Connected, a little later',
      how: TRY,
      faults: [{ endpoint: API, kind: 'delay', delayMs: 1_000, jitterMs: 1_000, count: 'all', seed: 1 }],
    },
    {
      id: 'flaky-wise',
      label: 'One call in three loses its connection',
      outcome: 'Connected, or: This was interrupted, and the next try connects',
      how: TRY,
      faults: [{ endpoint: API, kind: 'drop', probability: 1 / 3, count: 'all', seed: 1 }],
    },
    {
      id: 'rate-limited',
      label: 'Every call is too many (429, come back in 5 seconds)',
      outcome: UNAVAILABLE,
      how: TRY,
      faults: [{ endpoint: API, kind: 'rate-limit', retryAfter: '5', count: 'all' }],
    },
    {
      id: 'rate-limited-absurdly',
      label: 'Every call is too many (429, come back in ten years)',
      outcome: `${UNAVAILABLE}, nor put off for years`,
      how: TRY,
      faults: [{ endpoint: API, kind: 'rate-limit', retryAfter: '315360000', count: 'all' }],
    },
    {
      id: 'refresh-answer-lost',
      label: 'The next refresh loses its answer',
      outcome: 'On a check: We couldn’t reach Wise. Half a minute later all is well by itself',
      how: `${CHECK} Until then the partner API hands out nothing: the old token is dead at Wise.`,
      faults: [{ endpoint: 'token:refresh_token', kind: 'drop', when: 'after' }],
    },
    {
      id: 'garbled',
      label: 'Wise answers with JSON that is none',
      outcome: UNREADABLE,
      how: TRY,
      faults: [{ endpoint: API, kind: 'malformed-json', count: 'all' }],
    },
    {
      id: 'web-page',
      label: 'Something before Wise answers with a web page (200)',
      outcome: UNREADABLE,
      how: TRY,
      faults: [{ endpoint: API, kind: 'html', count: 'all' }],
    },
    {
      id: 'certificate-expired',
      label: 'The certificate of Wise’s mTLS host has expired',
      outcome: UNAVAILABLE,
      how: `With an app that calls the mTLS host: ${TRY}`,
      settings: { mtlsServerCertificate: 'expired' },
    },
  ],
};

import type { FaultRequest } from './fault-schema';
import type { Settings } from './settings';

export type Preset = {
  id: string;
  label: string;
  /** What the customer of the app should see. */
  outcome: string;
  settings?: Partial<Settings>;
  faults?: readonly FaultRequest[];
};

const JSON_BODY = { 'content-type': 'application/json' };
const UNTIL_CLEARED = 1_000_000;

const UNAVAILABLE = { kind: 'answer', status: 503, body: '', count: UNTIL_CLEARED } as const;

function refusal(error: string, description: string): string {
  return JSON.stringify({ error, error_description: description });
}

/** One click each for what a customer of the app can meet. Choosing one first takes back all others. */
export const PRESETS: readonly Preset[] = [
  { id: 'as-documented', label: 'All is well', outcome: 'Connected' },
  {
    id: 'denial-without-state',
    label: 'Denial comes back without state',
    outcome: 'Denied',
    settings: { denial: 'link-without-state' },
  },
  {
    id: 'denial-no-way-back',
    label: 'Denial has no way back',
    outcome: 'The customer returns on their own',
    settings: { denial: 'no-way-back' },
  },
  {
    id: 'wise-shows-error',
    label: 'Wise shows an error',
    outcome: 'Wise showed an error',
    settings: { authoriseError: 'server_error' },
  },
  {
    id: 'code-expires',
    label: 'Codes expire at once',
    outcome: 'Wise did not accept the code',
    settings: { codeSeconds: 0 },
  },
  {
    id: 'profile-refused',
    label: 'The chosen profile is refused (403)',
    outcome: 'Profile mismatch',
    faults: [
      {
        endpoint: 'profile',
        kind: 'answer',
        status: 403,
        count: UNTIL_CLEARED,
        headers: JSON_BODY,
        body: JSON.stringify({ status: 403, error: 'unauthorized', message: 'Unauthorized' }),
      },
    ],
  },
  {
    id: 'answer-lost',
    label: 'The next code exchange loses its answer',
    outcome: 'Interrupted',
    faults: [{ endpoint: 'token:authorization_code', kind: 'drop', when: 'after' }],
  },
  {
    id: 'answer-slow',
    label: 'The next code exchange takes 13 seconds',
    outcome: 'Pending, then connected',
    faults: [{ endpoint: 'token:authorization_code', kind: 'delay', when: 'after', delayMs: 13_000 }],
  },
  {
    id: 'outage',
    label: 'Wise is down until faults are cleared',
    outcome: 'Wise unavailable; no connection is lost',
    faults: [
      { ...UNAVAILABLE, endpoint: 'token:authorization_code' },
      { ...UNAVAILABLE, endpoint: 'token:refresh_token' },
      { ...UNAVAILABLE, endpoint: 'token:client_credentials' },
      { ...UNAVAILABLE, endpoint: 'me' },
      { ...UNAVAILABLE, endpoint: 'profiles' },
      { ...UNAVAILABLE, endpoint: 'profile' },
    ],
  },
  {
    id: 'client-refused',
    label: 'The client secret is refused (401)',
    outcome: 'Our configuration is wrong; staff are told',
    faults: (['token:authorization_code', 'token:refresh_token', 'token:client_credentials'] as const).map(
      (endpoint) => ({
        endpoint,
        kind: 'answer',
        status: 401,
        count: UNTIL_CLEARED,
        headers: JSON_BODY,
        body: refusal('invalid_client', 'Client authentication failed'),
      }),
    ),
  },
  {
    id: 'refresh-refused',
    label: 'The next refresh is refused (invalid_grant, 403)',
    outcome: 'Needs reconnecting',
    faults: [
      {
        endpoint: 'token:refresh_token',
        kind: 'answer',
        status: 403,
        headers: JSON_BODY,
        body: refusal('invalid_grant', 'Invalid refresh token'),
      },
    ],
  },
  {
    id: 'short-tokens',
    label: 'Access tokens live 60 seconds',
    outcome: 'Refreshed in time',
    settings: { accessTokenSeconds: 60 },
  },
  {
    id: 'rotating',
    label: 'Refresh tokens rotate',
    outcome: 'Nothing to see: it stays connected',
    settings: { rotateRefreshTokens: true },
  },
];

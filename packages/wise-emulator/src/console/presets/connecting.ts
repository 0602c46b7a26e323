import { CONNECT, type Preset, type PresetGroup } from './preset';

const FORBIDDEN = JSON.stringify({ status: 403, error: 'unauthorized', message: 'Unauthorized' });

/** The first one, and what every other one comes back to. */
export const ALL_IS_WELL: Preset = {
  id: 'as-documented',
  label: 'All is well',
  outcome: 'Wise is connected',
  how: CONNECT,
};

export const CONNECTING: PresetGroup = {
  title: 'Connecting',
  presets: [
    ALL_IS_WELL,
    {
      id: 'denial-without-state',
      label: 'A denial comes back without state',
      outcome: 'You didn’t give access',
      how: 'Start to connect, press “Deny”, then “Return to …”.',
      settings: { denial: 'link-without-state' },
    },
    {
      id: 'denial-no-way-back',
      label: 'A denial has no way back',
      outcome: 'Nothing, until the customer returns on their own and starts again',
      how: 'Start to connect and press “Deny”.',
      settings: { denial: 'no-way-back' },
    },
    {
      id: 'wise-shows-error',
      label: 'Wise shows an error of its own',
      outcome: 'Wise couldn’t finish this',
      how: 'Start to connect, then press “Return to …”.',
      settings: { authoriseError: 'server_error' },
    },
    {
      id: 'code-expires',
      label: 'Codes expire at once',
      outcome: 'This approval expired',
      how: CONNECT,
      settings: { codeSeconds: 0 },
    },
    {
      id: 'profile-refused',
      label: 'The chosen profile is refused (403)',
      outcome: 'The Wise profile didn’t match',
      how: CONNECT,
      faults: [
        {
          endpoint: 'profile',
          kind: 'answer',
          status: 403,
          count: 'all',
          headers: { 'content-type': 'application/json' },
          body: FORBIDDEN,
        },
      ],
    },
    {
      id: 'answer-lost',
      label: 'The next code exchange loses its answer',
      outcome: 'This was interrupted',
      how: `${CONNECT} The try after it works.`,
      faults: [{ endpoint: 'token:authorization_code', kind: 'drop', when: 'after' }],
    },
    {
      id: 'answer-slow',
      label: 'The next code exchange takes 12 seconds',
      outcome: 'Finishing your connection, then: Wise is connected',
      how: CONNECT,
      faults: [{ endpoint: 'token:authorization_code', kind: 'delay', when: 'after', delayMs: 12_000 }],
    },
  ],
};

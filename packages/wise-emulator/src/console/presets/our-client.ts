import { CHECK, CONNECT, type PresetGroup, refusal } from './preset';

export const OUR_CLIENT: PresetGroup = {
  title: 'Our client at Wise',
  presets: [
    {
      id: 'client-refused',
      label: 'The client secret is revoked (401 invalid_client)',
      outcome:
        'Finishing your connection, until all is well again (after 25 minutes: Something’s wrong on our side); on a check: We couldn’t check. Staff see an alarm, no connection is lost',
      how: `${CONNECT} ${CHECK} Then look at the app’s staff pages.`,
      faults: [refusal('token:*', 401, 'invalid_client', 'Client authentication failed')],
    },
  ],
};

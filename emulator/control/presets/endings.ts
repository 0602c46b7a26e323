import { deactivateUser } from '#emulator/state';
import { removeApps } from '../person-acts';
import { CHECK, type PresetGroup, refusal } from './preset';

const REFRESH = 'token:refresh_token';
const DEAD = 'Invalid refresh token';
const LOST = 'Needs reconnecting';

/** Why a refresh token dies early (oauth-and-tokens.md 4.2). */
export const ENDINGS: PresetGroup = {
  title: 'A connection ends at Wise',
  presets: [
    { id: 'revoked-by-user', label: 'Revoked by the user', outcome: LOST, how: CHECK, act: removeApps },
    {
      id: 'account-deactivated',
      label: 'The account is deactivated',
      outcome: LOST,
      how: `${CHECK} That user cannot sign in at Wise any more.`,
      act: deactivateUser,
    },
    {
      id: 'email-changed-400',
      label: 'The user changed their e-mail (400)',
      outcome: LOST,
      how: CHECK,
      faults: [refusal(REFRESH, 400, 'invalid_grant', DEAD)],
    },
    {
      id: 'email-changed-403',
      label: 'The user changed their e-mail (403)',
      outcome: LOST,
      how: CHECK,
      faults: [refusal(REFRESH, 403, 'invalid_grant', DEAD)],
    },
    {
      id: 'enhanced-security',
      label: 'The user switched on enhanced security',
      outcome: LOST,
      how: CHECK,
      faults: [refusal(REFRESH, 400, 'invalid_grant', DEAD)],
    },
    {
      id: 'refresh-refused',
      label: 'Only the next refresh is refused (401)',
      outcome: `${LOST}, for one connection`,
      how: CHECK,
      faults: [{ ...refusal(REFRESH, 401, 'invalid_grant', DEAD), count: 1 }],
    },
  ],
};

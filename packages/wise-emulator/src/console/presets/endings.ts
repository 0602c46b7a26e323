import { deactivateUser } from '#emulator/oauth/account/end-access';
import {
  changeEmail,
  removeApps,
  suspectBreach,
  switchOnEnhancedSecurity,
} from '#emulator/oauth/account/user-actions';
import { CHECK, type PresetGroup, refusal } from './preset';

const LOST = 'Needs reconnecting';
const REFUSED_ONCE = refusal('token:refresh_token', 401, 'invalid_grant', 'Invalid refresh token');

/** Why a refresh token dies early (docs/wise.md 4.2), and each status that Wise documents for it. */
export const ENDINGS: PresetGroup = {
  title: 'A connection ends at Wise',
  presets: [
    { id: 'revoked-by-user', label: 'Revoked by the user', outcome: LOST, how: CHECK, act: removeApps },
    {
      id: 'email-changed-400',
      label: 'The user changed their email (400)',
      outcome: LOST,
      how: CHECK,
      settings: { deadRefreshTokenStatus: '400' },
      act: changeEmail,
    },
    {
      id: 'email-changed-403',
      label: 'The user changed their email (403)',
      outcome: LOST,
      how: CHECK,
      settings: { deadRefreshTokenStatus: '403' },
      act: changeEmail,
    },
    {
      id: 'enhanced-security',
      label: 'The user switched on enhanced security',
      outcome: LOST,
      how: CHECK,
      act: switchOnEnhancedSecurity,
    },
    {
      id: 'suspected-breach',
      label: 'Wise suspects a breach and revokes (401)',
      outcome: LOST,
      how: CHECK,
      settings: { deadRefreshTokenStatus: '401' },
      act: suspectBreach,
    },
    {
      id: 'account-deactivated',
      label: 'The account is deactivated',
      outcome: LOST,
      how: `${CHECK} That user cannot sign in at Wise any more.`,
      act: deactivateUser,
    },
    {
      id: 'refresh-refused',
      label: 'Only the next refresh is refused, whosever it is (401)',
      outcome: `${LOST}, for one connection`,
      how: CHECK,
      faults: [{ ...REFUSED_ONCE, count: 1 }],
    },
  ],
};

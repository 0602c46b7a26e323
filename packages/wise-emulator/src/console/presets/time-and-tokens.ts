import { CHECK, CONNECT, type PresetGroup } from './preset';

const NOTHING = 'Nothing to see: it stays connected';

export const TIME_AND_TOKENS: PresetGroup = {
  title: 'Time and tokens',
  presets: [
    {
      id: 'short-tokens',
      label: 'Access tokens live 60 seconds',
      outcome: NOTHING,
      how: `${CONNECT} The log below shows each refresh.`,
      settings: { accessTokenSeconds: 60 },
    },
    {
      id: 'rotating',
      label: 'Refresh tokens rotate',
      outcome: NOTHING,
      how: `${CHECK} The log below shows the new refresh token.`,
      settings: { rotateRefreshTokens: true },
    },
    {
      id: 'tokens-in-errors',
      label: 'Errors repeat the token in their description',
      outcome: 'Needs reconnecting, and no token in the app’s own log',
      how: `Remove the app at Wise. ${CHECK} Then search the app’s log for the token.`,
      settings: { tokenInErrorDescription: true },
    },
    {
      id: 'clock-behind',
      label: 'Wise’s clock is ten minutes behind',
      outcome: NOTHING,
      how: CONNECT,
      settings: { clockOffsetSeconds: -600 },
    },
    {
      id: 'clock-ahead',
      label: 'Wise’s clock is ten minutes ahead',
      outcome: NOTHING,
      how: CONNECT,
      settings: { clockOffsetSeconds: 600 },
    },
  ],
};

import type { AttemptState } from '#web/attempts/outcomes';

export type PresetRow = {
  /** What "Check now" says of a connection that was made before, in the words of its page. */
  check: string;
  /** How an attempt ends. `no way back`: Wise leaves the customer on its own page. */
  connect: AttemptState | 'no way back';
  /** What the customer does at Wise; gives access when not said. */
  atWise?: 'deny' | 'read the error';
  /** The page waits before it shows the outcome. */
  waits?: true;
  /** Nobody knows whether Wise acted: nothing is vended before another refresh was proved. */
  uncertain?: true;
  /** The connection is over at Wise, and the same Wise user may connect it again. */
  ends?: 'for now' | 'for good';
  /** Besides, the customer removes the app at Wise before the check. */
  removesApp?: true;
  alarms?: string[];
  /** The vaults call nobody for a while, which is not for the next test to wait for. */
  pauses?: true;
};

const CHECKED = 'Checked';
const UNREACHABLE = 'We couldn’t reach Wise';
const WELL: PresetRow = { check: CHECKED, connect: 'connected' };
const LOST: PresetRow = { check: 'Needs reconnecting', connect: 'connected', ends: 'for now' };
const DOWN: PresetRow = { check: UNREACHABLE, connect: 'wise_unavailable', uncertain: true };
const LIMITED: PresetRow = { check: UNREACHABLE, connect: 'wise_unavailable', pauses: true };
const UNREADABLE: PresetRow = { check: UNREACHABLE, connect: 'interrupted', uncertain: true };

/**
 * The product's answer to each preset of the emulator, as they are tried: first those that leave a connection
 * uncertain, so that its time is up when the others are through.
 */
export const PRESET_ROWS: Record<string, PresetRow> = {
  outage: DOWN,
  'outage-10-minutes': DOWN,
  'refresh-answer-lost': { ...WELL, check: UNREACHABLE, uncertain: true },
  garbled: UNREADABLE,
  'web-page': UNREADABLE,

  'as-documented': WELL,
  'denial-without-state': { ...WELL, atWise: 'deny', connect: 'denied' },
  'denial-no-way-back': { ...WELL, atWise: 'deny', connect: 'no way back' },
  'wise-shows-error': { ...WELL, atWise: 'read the error', connect: 'wise_error' },
  'code-expires': { ...WELL, connect: 'expired' },
  'profile-refused': { ...WELL, connect: 'profile_mismatch' },
  'answer-lost': { ...WELL, connect: 'interrupted' },
  'answer-slow': { ...WELL, waits: true },

  'revoked-by-user': LOST,
  'email-changed-400': LOST,
  'email-changed-403': LOST,
  'enhanced-security': LOST,
  'suspected-breach': LOST,
  'account-deactivated': { ...LOST, ends: 'for good' },
  'refresh-refused': LOST,

  'short-tokens': WELL,
  rotating: WELL,
  'tokens-in-errors': { ...LOST, removesApp: true },
  'clock-behind': WELL,
  'clock-ahead': WELL,

  'rate-limited': LIMITED,
  'rate-limited-absurdly': LIMITED,
  'slow-wise': WELL,
};

/** Presets that need a test of their own, and where it is. */
export const PRESETS_ELSEWHERE: Record<string, string> = {
  'client-refused': 'e2e/processes/presets.spec.ts: an attempt waits until Wise takes our client again',
  'flaky-wise': 'e2e/processes/presets.spec.ts: chance decides',
  'certificate-expired':
    'vault/grants/expired-certificate.db.test.ts: the product has to trust the authority of the mTLS host',
};

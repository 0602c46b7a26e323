/** What is protected. What is not risky shares the session that an SCA opens; what is risky needs its own each time. */
export const SCA_ACTIONS = {
  statement: {
    type: 'BALANCE__GET_STATEMENT',
    isRisky: false,
    isStatement: true,
    words: 'read a balance statement',
  },
  // The type is assumed: only the statement's was seen.
  fundTransfer: { type: 'TRANSFER__FUND', isRisky: true, isStatement: false, words: 'fund a transfer' },
} as const;

export type ScaAction = keyof typeof SCA_ACTIONS;

/** A session that was asked for by hand is for nothing in particular (assumed). */
export const SESSION_ACTION = 'SCA__SESSION';

/** What the user is told that the app wants to do. */
export function wordsOf(actionType: string): string {
  const known = Object.values(SCA_ACTIONS).find(({ type }) => type === actionType);
  return known?.words ?? 'act for you for some minutes';
}

/** What is protected. What is not risky shares the session that an SCA opens; what is risky needs its own each time. */
export const SCA_ACTIONS = {
  statement: { type: 'BALANCE__GET_STATEMENT', isRisky: false, isStatement: true },
  // The type is assumed: only the statement's was seen.
  fundTransfer: { type: 'TRANSFER__FUND', isRisky: true, isStatement: false },
} as const;

export type ScaAction = keyof typeof SCA_ACTIONS;

/** A session that was asked for by hand is for nothing in particular (assumed). */
export const SESSION_ACTION = 'SCA__SESSION';

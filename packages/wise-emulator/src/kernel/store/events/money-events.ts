/** What Wise lets the owner of a profile do with it (docs/wise.md 12.5). */
export type ProfileState = 'ACTIVE' | 'WITHDRAW_ONLY' | 'VIEW_ONLY' | 'DEACTIVATED';

/** What happened to profiles and their money: what Wise tells by webhooks. Amounts are exact decimals, as text. */
export type MoneyFacts =
  | {
      type: 'transfer.state_changed';
      transferId: string;
      profileId: string;
      /** The recipient. */
      accountId: string;
      /** The app that made it; null: it was there before. */
      clientId: string | null;
      previousState: string | null;
      currentState: string;
    }
  | {
      type: 'balance.changed';
      balanceId: string;
      profileId: string;
      transactionType: 'credit' | 'debit';
      amount: string;
      currency: string;
      balanceAfter: string;
      /** Counts up over all balances: the order of what happened. */
      stepId: number;
      /** What it came through: `TRANSFER`, `CARD`, `CONVERSION`, … */
      channel: string;
      transferReference: string;
    }
  | {
      type: 'profile.verification_changed';
      profileId: string;
      userId: string;
      state: 'verified' | 'not_verified';
    }
  | { type: 'profile.state_changed'; profileId: string; userId: string; state: ProfileState }
  | {
      type: 'kyc_review.changed';
      reviewId: string;
      profileId: string;
      userId: string;
      state: 'WAITING_CUSTOMER_INPUT' | 'PASSED';
      /** Milliseconds since 1970. */
      createdAt: number;
      updatedAt: number;
    };

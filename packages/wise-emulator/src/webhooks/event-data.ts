import { LosslessNumber } from 'lossless-json';
import type { Notice } from './notice';

type NoticeOf<Type extends Notice['type']> = Extract<Notice, { type: Type }>;

/** How one kind of event is told: `data` of its body, and the made-up facts of a test notification. */
type Telling<Type extends Notice['type'] = Notice['type']> = {
  /** The kinds of notices that it tells. */
  of: readonly Type[];
  data(notice: NoticeOf<Type>): Record<string, unknown>;
  /** "Dummy" data: ids of zero, fixed states (openapi.yml, webhookApplicationSubscriptionTest). Its times are now. */
  dummy(now: number): NoticeOf<Type>;
};

function telling<Type extends Notice['type']>(told: Telling<Type>): Telling {
  return told as unknown as Telling;
}

/** The event types that the emulator tells; the others can be subscribed to, and never come. */
export const TELLINGS: Readonly<Record<string, Telling>> = {
  'transfers#state-change': telling({
    of: ['transfer.state_changed'],
    data: ({ transferId, profileId, accountId, currentState, previousState }) => ({
      resource: {
        type: 'transfer',
        id: BigInt(transferId),
        profile_id: BigInt(profileId),
        account_id: BigInt(accountId),
      },
      current_state: currentState,
      previous_state: previousState,
    }),
    dummy: () => ({
      type: 'transfer.state_changed',
      transferId: '0',
      profileId: '0',
      accountId: '0',
      clientId: null,
      previousState: 'incoming_payment_waiting',
      currentState: 'processing',
    }),
  }),
  'balances#update': telling({ of: ['balance.changed'], data: balanceUpdate, dummy: dummyBalance }),
  'profiles#verification-state-change': telling({
    of: ['profile.verification_changed'],
    data: ({ profileId, state }) => ({
      resource: { type: 'profile', id: BigInt(profileId) },
      current_state: state,
    }),
    dummy: () => ({ type: 'profile.verification_changed', profileId: '0', userId: '0', state: 'verified' }),
  }),
  'profiles#state-change': telling({
    of: ['profile.state_changed'],
    data: ({ profileId, state }) => ({
      resource: { type: 'profile', id: BigInt(profileId) },
      current_state: state,
    }),
    dummy: () => ({ type: 'profile.state_changed', profileId: '0', userId: '0', state: 'WITHDRAW_ONLY' }),
  }),
  'kyc-reviews#state-change': telling({ of: ['kyc_review.changed'], data: kycReview, dummy: dummyReview }),
  'users#state-change': telling({
    of: ['user.deactivated', 'user.reactivated'],
    data: userState,
    dummy: () => ({ type: 'user.deactivated', userId: '0', grants: 0 }),
  }),
};

/** In camel case, unlike the others (docs/wise.md 12.6). */
function kycReview({ reviewId: id, state, profileId, createdAt, updatedAt }: NoticeOf<'kyc_review.changed'>) {
  return {
    resource: {
      id,
      state,
      profileId: BigInt(profileId),
      requiredBy: null,
      createdAt: new Date(createdAt).toISOString(),
      updatedAt: new Date(updatedAt).toISOString(),
      triggerReferences: [{ type: 'INFO_REQUEST', triggerData: {} }],
    },
  };
}

function dummyReview(now: number): NoticeOf<'kyc_review.changed'> {
  const reviewId = '00000000-0000-0000-0000-000000000000';
  return {
    ...{ type: 'kyc_review.changed', reviewId, profileId: '0', userId: '0' },
    ...{ state: 'WAITING_CUSTOMER_INPUT', createdAt: now, updatedAt: now },
  };
}

function userState({ type, userId }: NoticeOf<'user.deactivated' | 'user.reactivated'>) {
  const resource = { id: BigInt(userId), type: 'user' };
  if (type === 'user.reactivated')
    return { resource, previous_state: 'DEACTIVATED', current_state: 'ACTIVE' };
  return {
    resource,
    previous_state: 'ACTIVE',
    current_state: 'DEACTIVATED',
    deactivation_type: 'ACCOUNT_SUSPENSION',
    deactivation_reason: 'REQUESTED_BY_CUSTOMER_CS',
  };
}

function balanceUpdate(notice: NoticeOf<'balance.changed'>) {
  const { balanceId, profileId, transactionType, stepId, channel, transferReference } = notice;
  return {
    resource: { id: BigInt(balanceId), profile_id: BigInt(profileId), type: 'balance-account' },
    amount: new LosslessNumber(notice.amount),
    balance_id: BigInt(balanceId),
    channel_name: channel,
    currency: notice.currency,
    post_transaction_balance_amount: new LosslessNumber(notice.balanceAfter),
    step_id: stepId,
    transaction_type: transactionType,
    transfer_reference: transferReference,
  };
}

function dummyBalance(): NoticeOf<'balance.changed'> {
  return {
    type: 'balance.changed',
    balanceId: '0',
    profileId: '0',
    transactionType: 'credit',
    amount: '1.23',
    currency: 'EUR',
    balanceAfter: '2.34',
    stepId: 0,
    channel: 'TRANSFER',
    transferReference: '0',
  };
}

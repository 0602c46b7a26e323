import { wireDecimal, wireNumber } from '#emulator/kernel/store/money/amount';
import type { Transfer } from '#emulator/kernel/store/money/transfers';

/**
 * As openapi.yml has it (transferGet, "Standard Transfer"). `sourceValue` is what is converted: the fee is off.
 *
 * @param times the setting `transferTimes`.
 */
export function transferJson(transfer: Transfer, isBusiness: boolean, times: 'recorded' | 'documented') {
  const { id, userId, profileId, recipientId, refundRecipientId, reference, paid, fee, target } = transfer;
  return {
    id: BigInt(id),
    user: BigInt(userId),
    targetAccount: BigInt(recipientId),
    sourceAccount: refundRecipientId === null ? null : BigInt(refundRecipientId),
    quote: null,
    quoteUuid: transfer.quoteId,
    status: transfer.status,
    reference,
    rate: wireDecimal(transfer.rate),
    created:
      times === 'recorded' ? spacedTime(transfer.createdAt) : new Date(transfer.createdAt).toISOString(),
    business: isBusiness ? BigInt(profileId) : null,
    transferRequest: null,
    details: { reference },
    hasActiveIssues: transfer.status === 'bounced_back',
    sourceCurrency: paid.currency.code,
    sourceValue: wireNumber({ ...paid, units: paid.units - fee.units }),
    targetCurrency: target.currency.code,
    targetValue: wireNumber(target),
    customerTransactionId: transfer.customerTransactionId,
    payinSessionId: transfer.payinSessionId,
  };
}

/** `2026-07-31 08:44:02`, UTC. */
function spacedTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

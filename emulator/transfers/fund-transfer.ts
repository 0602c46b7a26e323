import { z } from 'zod';
import { sentTransfer } from '#emulator/balances/entries';
import { moveMoney } from '#emulator/balances/move-money';
import type { Answer } from '#emulator/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/http/lossless';
import type { WiseCall } from '#emulator/http/wise-route';
import { refusalOf } from '#emulator/http/zod-refusal';
import type { EmulatorState } from '#emulator/state';
import { moveTransfer } from './move-transfer';
import type { Transfer } from './transfers';

const PAYMENTS = 58_000_000n;

const fundingSchema = z.object({
  type: z.enum(['BALANCE', 'TRUSTED_PRE_FUND_BULK']),
  partnerReference: z.string().max(100).nullish(),
});

type Funding = z.output<typeof fundingSchema>['type'];

/**
 * `POST /v3/profiles/{profileId}/transfers/{transferId}/payments`. From a balance at once; by bulk settlement the
 * money comes another day, and the transfer goes on without it.
 */
export function fundTransfer(state: EmulatorState, transfer: Transfer, { request, now }: WiseCall): Answer {
  const asked = fundingSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const { type } = asked.data;
  if (transfer.status !== 'incoming_payment_waiting') return rejected(type, 'transfer.not_fundable');
  if (type === 'BALANCE' && !payFromBalance(state, transfer, now)) {
    return rejected(type, 'transfer.insufficient_funds');
  }
  const id = state.ids.next(transfer.profileId, PAYMENTS);
  transfer.payment = { id, method: type, at: now };
  const quote = state.quotes.find(transfer.profileId, transfer.quoteId, now);
  if (quote) quote.use = 'funded';
  moveTransfer(state, transfer, 'processing', now);
  return losslessAnswer(200, { type, status: 'COMPLETED', errorCode: null });
}

/** False: there is not enough, or no balance in that currency. */
function payFromBalance(state: EmulatorState, transfer: Transfer, now: number): boolean {
  const { profileId, paid, fee, id, reference, recipientId } = transfer;
  const balance = state.balances.standard(profileId, paid.currency);
  if (!balance || balance.amount.units < paid.units) return false;
  const name = state.recipients.find(profileId, recipientId)?.fullName ?? 'a recipient';
  const posting = sentTransfer(paid, fee, name, reference, id);
  moveMoney(state, balance, { ...posting, channel: 'TRANSFER' }, now);
  transfer.balanceId = balance.id;
  return true;
}

function rejected(type: Funding, errorCode: string): Answer {
  return losslessAnswer(200, { type, status: 'REJECTED', errorCode });
}

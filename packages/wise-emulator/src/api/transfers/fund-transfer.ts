import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { sentTransfer } from '#emulator/kernel/store/money/entries';
import type { Transfer } from '#emulator/kernel/store/money/transfers';
import { APPROVAL, RESULT } from '#emulator/security/sca/demand-sca';
import { moveMoney } from '../balances/move-money';
import { wireWord } from '../money/wire-schemas';
import { moveTransfer } from './move-transfer';

const PAYMENTS = 58_000_000n;

const fundingSchema = z.object({
  type: wireWord(['BALANCE', 'TRUSTED_PRE_FUND_BULK']),
  partnerReference: z.string().max(100).nullish(),
});

type Funding = z.output<typeof fundingSchema>['type'];

/**
 * `POST /v3/profiles/{profileId}/transfers/{transferId}/payments`. From a balance at once; by bulk settlement the
 * money comes another day, and the transfer goes on without it.
 */
export function fundTransfer(state: EmulatorState, transfer: Transfer, call: WiseCall): Answer {
  const { request, now } = call;
  const asked = fundingSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const { type } = asked.data;
  if (transfer.status !== 'incoming_payment_waiting' || transfer.payment) {
    return fundingAnswer(state, call, { type, status: 'REJECTED', errorCode: 'transfer.not_fundable' });
  }
  if (type === 'BALANCE' && !payFromBalance(state, transfer, now)) {
    return fundingAnswer(state, call, { type, status: 'REJECTED', errorCode: 'transfer.insufficient_funds' });
  }
  const id = state.ids.next(transfer.profileId, PAYMENTS);
  transfer.payment = { id, method: type, at: now };
  const quote = state.quotes.find(transfer.profileId, transfer.quoteId, now);
  if (quote) quote.use = 'funded';
  goOn(state, transfer, now);
  const balanceTransactionId = type === 'BALANCE' ? BigInt(id) : null;
  return fundingAnswer(state, call, { type, status: 'COMPLETED', balanceTransactionId });
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

/** At once, or after the wait that the settings ask for. */
function goOn(state: EmulatorState, transfer: Transfer, now: number): void {
  const { fundedTransferWaitSeconds } = state.settings.current;
  if (fundedTransferWaitSeconds === 0) {
    moveTransfer(state, transfer, 'processing', now);
    return;
  }
  state.waitingTransfers.after(fundedTransferWaitSeconds, () => {
    // Cancelled or simulated meanwhile: then it has moved.
    if (transfer.status === 'incoming_payment_waiting') {
      moveTransfer(state, transfer, 'processing', state.clock.now());
    }
  });
}

type Funded = { type: Funding; status: 'COMPLETED'; balanceTransactionId: bigint | null };
type Rejected = { type: Funding; status: 'REJECTED'; errorCode: string };

/**
 * Recorded: 201, and the headers of an approval whether or not SCA was asked for. A rejection was not recorded; it is
 * assumed to come the same way, with its `errorCode`.
 */
function fundingAnswer(state: EmulatorState, { request }: WiseCall, funding: Funded | Rejected): Answer {
  if (state.settings.current.fundingAnswer === 'documented') {
    const { type, status } = funding;
    return losslessAnswer(200, {
      type,
      status,
      errorCode: 'errorCode' in funding ? funding.errorCode : null,
    });
  }
  const shown = request.headers[APPROVAL];
  const { status, headers, body } = losslessAnswer(201, funding);
  const approval = typeof shown === 'string' ? shown : crypto.randomUUID();
  return { status, headers: { ...headers, [APPROVAL]: approval, [RESULT]: 'APPROVED' }, body };
}

import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { invalidField } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { type Quote, statusOf } from '#emulator/kernel/store/money/quotes';
import type { Transfer } from '#emulator/kernel/store/money/transfers';
import { wireId } from '../money/wire-schemas';
import { quoteNotFound } from '../quotes/quote-not-found';
import type { Owner } from '../resources/for-granted-profile';
import { tellNewTransfer } from './move-transfer';
import { transferJson } from './transfer-json';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a UUID');

const wantedSchema = z.object({
  targetAccount: wireId,
  sourceAccount: wireId.nullish(),
  quoteUuid: uuid,
  customerTransactionId: uuid,
  details: z.object({ reference: z.string().max(100).nullish() }).nullish(),
});

type Wanted = z.output<typeof wantedSchema>;

/** `POST /v1/transfers`: one transfer for one quote; the same `customerTransactionId` again is the same transfer. */
export function createTransfer(
  state: EmulatorState,
  { request, token: { clientId }, now }: WiseCall,
  { user, profile }: Owner,
): Answer {
  const asked = wantedSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const wanted = asked.data;
  const customerTransactionId = wanted.customerTransactionId.toLowerCase();
  const isBusiness = profile.type === 'BUSINESS';
  const { transferTimes } = state.settings.current;
  const repeated = state.transfers.repeated({ clientId, profileId: profile.id, customerTransactionId });
  if (repeated) return losslessAnswer(200, transferJson(repeated, isBusiness, transferTimes));
  const quote = state.quotes.find(profile.id, wanted.quoteUuid, now);
  const refused = quoteRefusal(quote, now) ?? accountRefusal(state, wanted, quote);
  if (!quote || refused) return refused ?? quoteNotFound(422, 'quoteUuid');
  const transfer: Transfer = {
    id: state.ids.next(profile.id, 50_000_000n),
    userId: user.id,
    profileId: profile.id,
    clientId,
    recipientId: wanted.targetAccount,
    refundRecipientId: wanted.sourceAccount ?? null,
    quoteId: quote.id,
    customerTransactionId,
    payinSessionId: crypto.randomUUID(),
    reference: wanted.details?.reference ?? '',
    paid: quote.source,
    fee: quote.fee,
    target: quote.target,
    rate: quote.rate,
    createdAt: now,
    status: 'incoming_payment_waiting',
    balanceId: null,
    payment: null,
  };
  quote.use = 'accepted';
  quote.recipientId = wanted.targetAccount;
  state.transfers.add(transfer);
  tellNewTransfer(state, transfer, now);
  return losslessAnswer(200, transferJson(transfer, isBusiness, transferTimes));
}

function quoteRefusal(quote: Quote | undefined, now: number): Answer | undefined {
  if (!quote) return quoteNotFound(422, 'quoteUuid');
  const status = statusOf(quote, now);
  if (status === 'EXPIRED') return quoteNotFound(422, 'quoteUuid');
  return status === 'PENDING' ? undefined : invalidField('quoteUuid', `the quote is ${status}`);
}

function accountRefusal(
  { recipients }: EmulatorState,
  { targetAccount, sourceAccount }: Wanted,
  quote: Quote | undefined,
): Answer | undefined {
  if (!quote) return undefined;
  const target = recipients.find(quote.profileId, targetAccount);
  if (!target?.isActive) return invalidField('targetAccount', 'no active recipient of this profile');
  if (target.currency.code !== quote.target.currency.code) {
    return invalidField('targetAccount', `the recipient takes ${target.currency.code}`);
  }
  if (sourceAccount == null) return undefined;
  const source = recipients.find(quote.profileId, sourceAccount);
  return source?.isActive ? undefined : invalidField('sourceAccount', 'no active recipient of this profile');
}

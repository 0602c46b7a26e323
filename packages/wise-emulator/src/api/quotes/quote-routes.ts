import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer, losslessBodyOf } from '#emulator/kernel/http/lossless';
import { invalidField } from '#emulator/kernel/http/problem';
import { refusalOf } from '#emulator/kernel/http/zod-refusal';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { PAY_INS, PAY_OUTS, type Quote, statusOf } from '#emulator/kernel/store/money/quotes';
import { payOutOf } from '#emulator/kernel/store/money/recipients';
import { findWord, positiveAmount, wireCurrency, wireId, wireNumber, wireWord } from '../money/wire-schemas';
import { forGrantedProfile } from '../resources/for-granted-profile';
import { priceOfSource, priceOfTarget } from './price';
import { quoteJson } from './quote-json';
import { quoteNotFound } from './quote-not-found';

const LIST = '/v3/profiles/:profileId/quotes';
const ONE = `${LIST}/:quoteId`;

const changeSchema = z.object({
  targetAccount: wireId.nullish(),
  payOut: wireWord(PAY_OUTS).nullish(),
});

const wantedSchema = changeSchema
  .extend({
    sourceCurrency: wireCurrency,
    targetCurrency: wireCurrency,
    sourceAmount: wireNumber.nullish(),
    targetAmount: wireNumber.nullish(),
    // Any word: Wise names no list, and a way to pay that there is not here changes no order.
    preferredPayIn: z.string().nullish(),
  })
  .refine(({ sourceAmount, targetAmount }) => (sourceAmount == null) !== (targetAmount == null), {
    path: ['sourceAmount'],
    error: 'either sourceAmount or targetAmount, never both',
  });

type Wanted = z.output<typeof wantedSchema>;

/** `/v3/profiles/{profileId}/quotes` (openapi.yml, tag `quote`). */
export function addQuotes(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: LIST,
    endpoint: 'quote:create',
    token: 'user',
    answer: (call) => forGrantedProfile(state, call, call.params.profileId, () => create(state, call)),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: ONE,
    endpoint: 'quote',
    token: 'user',
    answer: (call) => forQuote(state, call, (quote) => answerQuote(state, quote, call.now)),
  });
  addWiseRoute(server, state, {
    method: 'PATCH',
    path: ONE,
    endpoint: 'quote:update',
    token: 'user',
    answer: (call) => forQuote(state, call, (quote) => update(state, quote, call)),
  });
}

function forQuote(state: EmulatorState, call: WiseCall, answer: (quote: Quote) => Answer): Answer {
  const { profileId, quoteId = '' } = call.params;
  return forGrantedProfile(state, call, profileId, ({ profile }) => {
    const quote = state.quotes.find(profile.id, quoteId, call.now);
    return quote ? answer(quote) : quoteNotFound(404, 'quoteId');
  });
}

function create(state: EmulatorState, { request, token, params, now }: WiseCall): Answer {
  const asked = wantedSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const price = priceOf(asked.data);
  if ('status' in price) return price;
  const quote: Quote = {
    ...price,
    id: crypto.randomUUID(),
    userId: token.userId,
    profileId: params.profileId ?? '',
    preferredPayIn: findWord(PAY_INS, asked.data.preferredPayIn ?? '') ?? 'BANK_TRANSFER',
    createdAt: now,
    payOut: 'BANK_TRANSFER',
    recipientId: null,
    use: 'none',
  };
  const refused = change(state, quote, asked.data);
  if (refused) return refused;
  state.quotes.add(quote);
  return answerQuote(state, quote, now);
}

function priceOf({ sourceCurrency, targetCurrency, sourceAmount, targetAmount }: Wanted) {
  const [path, literal, currency] =
    sourceAmount == null
      ? (['targetAmount', targetAmount, targetCurrency] as const)
      : (['sourceAmount', sourceAmount, sourceCurrency] as const);
  const given = positiveAmount(literal ?? '', currency);
  if (!given) return invalidField(path, `must be a positive amount of ${currency.code}`);
  if (path === 'targetAmount') return priceOfTarget(given, sourceCurrency);
  return priceOfSource(given, targetCurrency) ?? invalidField(path, 'is less than the fee');
}

function update(state: EmulatorState, quote: Quote, { request, now }: WiseCall): Answer {
  const asked = changeSchema.safeParse(losslessBodyOf(request));
  if (!asked.success) return refusalOf(asked.error);
  const status = statusOf(quote, now);
  if (status === 'EXPIRED') return quoteNotFound(422, 'quoteId');
  if (status !== 'PENDING') return invalidField('quoteId', `the quote is ${status}`);
  return change(state, quote, asked.data) ?? answerQuote(state, quote, now);
}

/** Undefined when it is done. A recipient decides the way out, unless one is asked for. */
function change(
  { recipients }: EmulatorState,
  quote: Quote,
  { targetAccount, payOut }: z.output<typeof changeSchema>,
): Answer | undefined {
  if (targetAccount != null) {
    const recipient = recipients.find(quote.profileId, targetAccount);
    if (!recipient?.isActive) return invalidField('targetAccount', 'no active recipient of this profile');
    if (recipient.currency.code !== quote.target.currency.code) {
      return invalidField('targetAccount', `the recipient takes ${recipient.currency.code}`);
    }
    quote.recipientId = recipient.id;
    quote.payOut = payOutOf(recipient);
  }
  if (payOut != null) quote.payOut = payOut;
  return undefined;
}

function answerQuote({ balances }: EmulatorState, quote: Quote, now: number): Answer {
  return losslessAnswer(200, quoteJson(balances, quote, now));
}

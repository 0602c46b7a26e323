import { amountText, decimalOf, wireDecimal, wireNumber } from '#emulator/kernel/store/money/amount';
import type { BalanceBook } from '#emulator/kernel/store/money/balance-book';
import { divide } from '#emulator/kernel/store/money/decimal';
import { expiryOf, PAY_INS, type PayIn, type Quote, statusOf } from '#emulator/kernel/store/money/quotes';

const DAY_MS = 86_400_000;

/** As openapi.yml has it (quoteGet). */
export function quoteJson(balances: BalanceBook, quote: Quote, now: number) {
  return {
    id: quote.id,
    sourceCurrency: quote.source.currency.code,
    targetCurrency: quote.target.currency.code,
    sourceAmount: wireNumber(quote.source),
    targetAmount: wireNumber(quote.target),
    payOut: quote.payOut,
    preferredPayIn: quote.preferredPayIn,
    rate: wireDecimal(quote.rate),
    createdTime: secondsIso(quote.createdAt),
    user: BigInt(quote.userId),
    profile: BigInt(quote.profileId),
    rateType: 'FIXED',
    rateExpirationTime: secondsIso(quote.createdAt + DAY_MS),
    guaranteedTargetAmountAllowed: true,
    targetAmountAllowed: true,
    guaranteedTargetAmount: false,
    providedAmountType: quote.provided,
    paymentOptions: payInsOf(quote).map((payIn) => optionJson(balances, quote, payIn)),
    status: statusOf(quote, now),
    expirationTime: secondsIso(expiryOf(quote)),
    notices: [],
  };
}

/** The preferred way first (openapi.yml, quoteCreate). */
function payInsOf({ preferredPayIn }: Quote): PayIn[] {
  return [preferredPayIn, ...PAY_INS.filter((payIn) => payIn !== preferredPayIn)];
}

function optionJson(balances: BalanceBook, quote: Quote, payIn: PayIn) {
  const { source, target, fee, payOut } = quote;
  const disabledReason = reasonAgainst(balances, quote, payIn);
  return {
    disabled: disabledReason !== undefined,
    ...(disabledReason && { disabledReason }),
    estimatedDelivery: secondsIso(quote.createdAt + DAY_MS),
    formattedEstimatedDelivery: `by ${dayWords(quote.createdAt + DAY_MS)}`,
    estimatedDeliveryDelays: [],
    fee: {
      transferwise: wireNumber(fee),
      payIn: 0,
      discount: 0,
      partner: 0,
      total: wireNumber(fee),
    },
    price: priceJson(quote),
    sourceAmount: wireNumber(source),
    targetAmount: wireNumber(target),
    sourceCurrency: source.currency.code,
    targetCurrency: target.currency.code,
    payIn,
    payOut,
    allowedProfileTypes: ['PERSONAL', 'BUSINESS'],
    payInProduct: payIn === 'CARD' ? 'FAST' : 'CHEAP',
    feePercentage: wireDecimal(divide(decimalOf(fee), decimalOf(source), 4)),
  };
}

function priceJson({ fee }: Quote) {
  const value = {
    amount: wireNumber(fee),
    currency: fee.currency.code,
    label: `${amountText(fee)} ${fee.currency.code}`,
  };
  return {
    priceSetId: 238,
    total: { type: 'TOTAL', label: 'Total fees', value },
    items: [{ type: 'FEE', label: 'fee', value }],
  };
}

function reasonAgainst(balances: BalanceBook, { profileId, source }: Quote, payIn: PayIn) {
  if (payIn === 'CARD') {
    return { code: 'error.payInmethod.disabled', message: 'This emulator takes no cards.' };
  }
  if (payIn === 'BALANCE' && !balances.standard(profileId, source.currency)) {
    return {
      code: 'error.payInmethod.disabled',
      message: `There is no balance in ${source.currency.code}.`,
    };
  }
  return undefined;
}

function dayWords(time: number): string {
  return new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(time);
}

function secondsIso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

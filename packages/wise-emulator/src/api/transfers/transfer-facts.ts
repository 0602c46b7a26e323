import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { invalidField } from '#emulator/kernel/http/problem';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { wireNumber } from '#emulator/kernel/store/money/amount';
import type { Transfer } from '#emulator/kernel/store/money/transfers';
import { forTransfer } from './transfer-routes';

const DAY_MS = 86_400_000;

/** How a transfer was paid, and when it will arrive (openapi.yml: transferPaymentsList, deliveryEstimateGet). */
export function addTransferFacts(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/transfers/:transferId/payments',
    endpoint: 'transfer:payments',
    token: 'user',
    answer: (call) => forTransfer(state, call, (transfer) => losslessAnswer(200, paymentsJson(transfer))),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/delivery-estimates/:transferId',
    endpoint: 'transfer:estimate',
    token: 'user',
    answer: (call) =>
      forTransfer(state, call, (transfer) => answerEstimate(transfer, call.query.get('timezone') ?? 'UTC')),
  });
}

function paymentsJson({ payment, paid }: Transfer) {
  if (!payment) return [];
  const time = new Date(payment.at).toISOString();
  return [
    {
      id: BigInt(payment.id),
      method: payment.method,
      pricingVariant: null,
      amount: wireNumber(paid),
      currency: paid.currency.code,
      timeCreated: time,
      timeUpdated: time,
    },
  ];
}

function answerEstimate({ createdAt }: Transfer, timeZone: string): Answer {
  const arrives = createdAt + DAY_MS;
  const day = dayIn(timeZone, arrives);
  if (day === undefined) return invalidField('timezone', 'must be the name of a time zone');
  return losslessAnswer(200, {
    estimatedDeliveryDate: new Date(arrives).toISOString().replace('Z', '+0000'),
    formattedEstimatedDeliveryDate: `by ${day}`,
  });
}

function dayIn(timeZone: string, time: number): string | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone }).format(time);
  } catch {
    return undefined;
  }
}

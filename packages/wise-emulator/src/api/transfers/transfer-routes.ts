import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { losslessAnswer } from '#emulator/kernel/http/lossless';
import { invalidRequest, notFound } from '#emulator/kernel/http/problem';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Transfer } from '#emulator/kernel/store/money/transfers';
import { forGrantedProfile, type Owner } from '../resources/for-granted-profile';
import { createTransfer } from './create-transfer';
import { fundTransfer } from './fund-transfer';
import { listTransfers } from './list-transfers';
import { moveTransfer, refund } from './move-transfer';
import { transferJson } from './transfer-json';

/** `/v1/transfers`, and their funding (openapi.yml, tag `transfer`). */
export function addTransfers(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v1/transfers',
    endpoint: 'transfer:create',
    token: 'user',
    answer: (call) =>
      forGrantedProfile(state, call, undefined, (owner) => createTransfer(state, call, owner)),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/transfers',
    endpoint: 'transfers',
    token: 'user',
    answer: (call) => listTransfers(state, call),
  });
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/transfers/:transferId',
    endpoint: 'transfer',
    token: 'user',
    answer: (call) => forTransfer(state, call, (transfer, owner) => answerTransfer(state, transfer, owner)),
  });
  addWiseRoute(server, state, {
    method: 'PUT',
    path: '/v1/transfers/:transferId/cancel',
    endpoint: 'transfer:cancel',
    token: 'user',
    answer: (call) => forTransfer(state, call, (transfer, owner) => cancel(state, transfer, owner, call.now)),
  });
  addWiseRoute(server, state, {
    method: 'POST',
    path: '/v3/profiles/:profileId/transfers/:transferId/payments',
    endpoint: 'transfer:fund',
    token: 'user',
    sca: 'fundTransfer',
    answer: (call) => forTransfer(state, call, (transfer) => fundTransfer(state, transfer, call)),
  });
}

/** The transfer in the path, if it is the granted profile's. */
export function forTransfer(
  state: EmulatorState,
  call: WiseCall,
  answer: (transfer: Transfer, owner: Owner) => Answer,
): Answer {
  const { profileId, transferId = '' } = call.params;
  return forGrantedProfile(state, call, profileId, (owner) => {
    const transfer = state.transfers.find(owner.profile.id, transferId);
    return transfer ? answer(transfer, owner) : notFound('Transfer');
  });
}

export function answerTransfer(state: EmulatorState, transfer: Transfer, { profile }: Owner): Answer {
  const { transferTimes } = state.settings.current;
  return losslessAnswer(200, transferJson(transfer, profile.type === 'BUSINESS', transferTimes));
}

/** openapi.yml, transferCancel: final, and only until the money is converted. */
function cancel(state: EmulatorState, transfer: Transfer, owner: Owner, now: number): Answer {
  if (transfer.status !== 'incoming_payment_waiting' && transfer.status !== 'processing') {
    const message = `a transfer that is ${transfer.status} cannot be cancelled`;
    return invalidRequest([{ code: 'transfer.cancellation.not.allowed', message, path: 'transferId' }], 409);
  }
  moveTransfer(state, transfer, 'cancelled', now);
  refund(state, transfer, now);
  return answerTransfer(state, transfer, owner);
}

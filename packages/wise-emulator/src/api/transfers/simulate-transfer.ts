import type { FastifyInstance } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import { invalidField } from '#emulator/kernel/http/problem';
import { addWiseRoute } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Transfer, TransferStatus } from '#emulator/kernel/store/money/transfers';
import type { Owner } from '../resources/for-granted-profile';
import { moveTransfer, refund } from './move-transfer';
import { answerTransfer, forTransfer } from './transfer-routes';

/** Where a transfer may come from (openapi.yml, simulationTransferStateChange). */
const BEFORE = new Map<string, TransferStatus>([
  ['processing', 'incoming_payment_waiting'],
  ['funds_converted', 'processing'],
  ['outgoing_payment_sent', 'funds_converted'],
  ['bounced_back', 'outgoing_payment_sent'],
  ['funds_refunded', 'bounced_back'],
]);

/** `GET /v1/simulation/transfers/{transferId}/{status}`: Wise's own clock does not run here, this is it. */
export function addTransferSimulation(server: FastifyInstance, state: EmulatorState): void {
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/simulation/transfers/:transferId/:status',
    endpoint: 'simulation:transfer',
    token: 'user',
    answer: (call) =>
      forTransfer(state, call, (transfer, owner) =>
        simulate(state, { transfer, owner, wanted: call.params.status ?? '', now: call.now }),
      ),
  });
}

type Asked = { transfer: Transfer; owner: Owner; wanted: string; now: number };

function simulate(state: EmulatorState, { transfer, owner, wanted, now }: Asked): Answer {
  const before = BEFORE.get(wanted);
  if (!before) return invalidField('status', `must be one of ${[...BEFORE.keys()].join(', ')}`);
  if (!transfer.payment) return invalidField('transferId', 'fund the transfer first');
  // Funding made it so; the file wants this step called all the same.
  if (wanted === 'processing' && transfer.status === 'processing')
    return answerTransfer(state, transfer, owner);
  if (transfer.status !== before) return invalidField('status', `not from ${transfer.status}`);
  moveTransfer(state, transfer, wanted as TransferStatus, now);
  if (wanted === 'funds_refunded') refund(state, transfer, now);
  return answerTransfer(state, transfer, owner);
}

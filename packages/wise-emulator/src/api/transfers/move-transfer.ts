import type { EmulatorState } from '#emulator/kernel/state';
import type { Transfer, TransferStatus } from '#emulator/kernel/store/money/transfers';
import { moveMoney } from '../balances/move-money';

/** Every change of a transfer's status goes through here: webhooks hang on it. */
export function moveTransfer(
  { log }: EmulatorState,
  transfer: Transfer,
  status: TransferStatus,
  now: number,
): void {
  const previousState = transfer.status;
  transfer.status = status;
  tell(log, transfer, previousState, now);
}

/** A new one has no status before (openapi.yml, transfers#state-change). */
export function tellNewTransfer({ log }: EmulatorState, transfer: Transfer, now: number): void {
  tell(log, transfer, null, now);
}

function tell(
  log: EmulatorState['log'],
  { id, profileId, recipientId, clientId, status }: Transfer,
  previousState: string | null,
  now: number,
): void {
  log.append(
    {
      type: 'transfer.state_changed',
      transferId: id,
      profileId,
      accountId: recipientId,
      clientId,
      previousState,
      currentState: status,
    },
    now,
  );
}

/** What a balance paid comes back to it, the fee too. If it was closed since, to the one in its currency. */
export function refund(state: EmulatorState, transfer: Transfer, now: number): void {
  const { balanceId, profileId, paid, id } = transfer;
  if (balanceId === null) return;
  const balance =
    state.balances.find(profileId, balanceId) ?? state.balances.standard(profileId, paid.currency);
  if (!balance) return;
  transfer.balanceId = null;
  moveMoney(
    state,
    balance,
    {
      amount: paid,
      fee: { ...paid, units: 0n },
      reference: `TRANSFER-${id}`,
      details: {
        type: 'TRANSFER',
        description: `Refund of transfer ${id}`,
        paymentReference: transfer.reference,
      },
      channel: 'TRANSFER',
    },
    now,
  );
}

import { CappedMap } from '../capped-map';
import type { Amount } from './amount';
import type { Decimal } from './decimal';

/** As far as the simulation leads; Wise has a few more (guides/product/send-money/tracking-transfers). */
export const TRANSFER_STATUSES = [
  'incoming_payment_waiting',
  'processing',
  'funds_converted',
  'outgoing_payment_sent',
  'bounced_back',
  'funds_refunded',
  'cancelled',
] as const;

export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

export type Payment = { id: string; method: 'BALANCE' | 'TRUSTED_PRE_FUND_BULK'; at: number };

export type Transfer = {
  readonly id: string;
  readonly userId: string;
  readonly profileId: string;
  /** The app that made it; null: it was there before. */
  readonly clientId: string | null;
  readonly recipientId: string;
  readonly refundRecipientId: string | null;
  readonly quoteId: string;
  readonly customerTransactionId: string;
  readonly payinSessionId: string;
  readonly reference: string;
  /** All that is paid: the fee is in it. */
  readonly paid: Amount;
  readonly fee: Amount;
  readonly target: Amount;
  readonly rate: Decimal;
  readonly createdAt: number;
  status: TransferStatus;
  /** The balance that paid it; null: none did, or not yet. */
  balanceId: string | null;
  payment: Payment | null;
};

const CAPACITY = 20_000;

export class TransferStore {
  readonly #transfers = new CappedMap<string, Transfer>(CAPACITY);
  readonly #byCustomerId = new CappedMap<string, string>(CAPACITY);

  add(transfer: Transfer): void {
    this.#transfers.set(transfer.id, transfer);
    this.#byCustomerId.set(customerKey(transfer), transfer.id);
  }

  find(profileId: string, id: string): Transfer | undefined {
    const transfer = this.#transfers.get(id);
    return transfer?.profileId === profileId ? transfer : undefined;
  }

  /** The transfer that this app made under this id of its own. */
  repeated(made: Pick<Transfer, 'clientId' | 'profileId' | 'customerTransactionId'>): Transfer | undefined {
    const id = this.#byCustomerId.get(customerKey(made));
    return id === undefined ? undefined : this.#transfers.get(id);
  }

  /** Newest first. */
  of(profileId: string): Transfer[] {
    return [...this.#transfers.values()]
      .filter((transfer) => transfer.profileId === profileId)
      .toSorted(
        (one, other) => other.createdAt - one.createdAt || (BigInt(one.id) < BigInt(other.id) ? 1 : -1),
      );
  }

  clear(): void {
    this.#transfers.clear();
    this.#byCustomerId.clear();
  }
}

function customerKey({
  clientId,
  profileId,
  customerTransactionId,
}: Pick<Transfer, 'clientId' | 'profileId' | 'customerTransactionId'>): string {
  return [clientId ?? '', profileId, customerTransactionId].join(' ');
}

import { CappedMap } from '../capped-map';
import type { Currency } from './currencies';
import type { PayOut } from './quotes';
import type { RecipientType } from './recipient-types';

export type Recipient = {
  readonly id: string;
  readonly userId: string;
  readonly profileId: string;
  readonly fullName: string;
  readonly currency: Currency;
  readonly type: RecipientType;
  readonly legalType: 'PRIVATE' | 'BUSINESS';
  readonly country: string;
  /** By the keys of the type's fields. */
  readonly details: Readonly<Record<string, string>>;
  readonly ownedByCustomer: boolean;
  isActive: boolean;
};

const CAPACITY = 20_000;

/** Whom the profiles pay, by id: `accounts` in Wise's words. */
export class RecipientStore {
  readonly #recipients = new CappedMap<string, Recipient>(CAPACITY);

  add(recipient: Recipient): void {
    this.#recipients.set(recipient.id, recipient);
  }

  find(profileId: string, id: string): Recipient | undefined {
    const recipient = this.#recipients.get(id);
    return recipient?.profileId === profileId ? recipient : undefined;
  }

  /** Oldest first. */
  of(profileId: string): Recipient[] {
    return [...this.#recipients.values()].filter((recipient) => recipient.profileId === profileId);
  }

  clear(): void {
    this.#recipients.clear();
  }
}

/** What a quote's `payOut` becomes with this recipient (openapi.yml, quoteUpdate). */
export function payOutOf({ type }: Recipient): PayOut {
  if (type.name === 'swift_code') return 'SWIFT';
  return type.name === 'interac' ? 'INTERAC' : 'BANK_TRANSFER';
}

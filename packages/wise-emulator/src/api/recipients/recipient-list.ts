import * as z from 'zod';
import { isTypeName } from '#emulator/kernel/store/money/recipient-types';
import type { Recipient } from '#emulator/kernel/store/money/recipients';
import { wireWord } from '../money/wire-schemas';
import { recipientJson } from './recipient-json';

const MAX_SIZE = 20;
const words = z.string().transform((text) => text.split(',').filter((word) => word !== ''));
// Python's requests sends True.
const flag = wireWord(['true', 'false']).transform((text) => text === 'true');
const id = z.string().regex(/^\d{1,19}$/, 'must be an id');

/** The query of `GET /v2/accounts` (openapi.yml, recipientList). */
export const listQuery = z.object({
  creatorId: id.optional(),
  profileId: id.optional(),
  profile: id.optional(),
  currency: words.optional(),
  active: flag.prefault('true'),
  type: words.optional(),
  ownedByCustomer: flag.optional(),
  size: z.coerce.number().int().min(1).max(MAX_SIZE).default(MAX_SIZE),
  seekPosition: id.optional(),
  sort: wireWord(['id,asc', 'id,desc', 'currency,asc', 'currency,desc']).optional(),
});

type ListQuery = z.output<typeof listQuery>;

/** A page, with the id that the next one begins with. */
export function pageJson(recipients: readonly Recipient[], query: ListQuery) {
  const { sort, size, seekPosition } = query;
  const found = recipients.filter((recipient) => isWanted(recipient, query)).toSorted(orderOf(sort));
  const start =
    seekPosition === undefined ? 0 : found.findIndex((recipient) => recipient.id === seekPosition);
  const rest = start === -1 ? [] : found.slice(start);
  const page = rest.slice(0, size);
  const [current, next] = [page[0]?.id, rest[size]?.id];
  return {
    content: page.map(recipientJson),
    ...(next === undefined ? {} : { seekPositionForNext: BigInt(next) }),
    ...(current === undefined ? {} : { seekPositionForCurrent: BigInt(current) }),
    // As in openapi.yml's example of an unsorted list.
    sort: { empty: sort === undefined, sorted: sort !== undefined, unsorted: sort === undefined },
    size,
  };
}

function isWanted(recipient: Recipient, { creatorId, currency, active, type, ownedByCustomer }: ListQuery) {
  return (
    recipient.isActive === active &&
    (creatorId === undefined || recipient.userId === creatorId) &&
    (currency?.includes(recipient.currency.code) ?? true) &&
    (type?.some((name) => isTypeName(recipient.type, name)) ?? true) &&
    (ownedByCustomer === undefined || recipient.ownedByCustomer === ownedByCustomer)
  );
}

function orderOf(sort = 'id,asc') {
  const [field, direction] = sort.split(',');
  const sign = direction === 'desc' ? -1 : 1;
  const byId = (one: Recipient, other: Recipient) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1);
  const byCurrency = (one: Recipient, other: Recipient) =>
    one.currency.code.localeCompare(other.currency.code) || byId(one, other);
  const compare = field === 'currency' ? byCurrency : byId;
  return (one: Recipient, other: Recipient) => sign * compare(one, other);
}

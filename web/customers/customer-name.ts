import { Prisma } from '#lib/db/generated/client';

/**
 * What staff call the customer p (an alias of `customers`). A customer from the partner's app may have neither name nor email
 * address (design 4.22): then it is the partner's ID of them, as a link without a text cannot be read or clicked.
 */
export const CUSTOMER_NAME = Prisma.sql`coalesce(p.name, CASE WHEN p.email = ''
  THEN (SELECT min(account.subject) FROM public.customer_accounts AS account WHERE account.customer_id = p.id) END)`;

/** Name and address of a customer in one line, without the one that was not given. */
export function customerLine({ name, email }: { name: string | null; email: string }): string {
  return [name ?? '', email].filter((part) => part !== '').join(' · ');
}

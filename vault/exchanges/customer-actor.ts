import type { Actor } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';

/** The customer of an exchange as the actor of its audit rows; after a crash there is no session to ask. */
export async function customerActor(tx: Tx, customerId: string): Promise<Actor> {
  const customer = await tx.customer.findUnique({
    where: { id: customerId },
    select: { name: true, email: true },
  });
  if (customer === null) return { kind: 'customer', id: customerId };
  return { kind: 'customer', id: customerId, name: customer.name, email: customer.email };
}

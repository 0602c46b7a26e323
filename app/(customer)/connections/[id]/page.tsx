import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { readCustomerConnection } from '#lib/connections/customer-views';
import { requireCustomer } from '#lib/customers/current';
import { webDb } from '#lib/db/web';
import { CustomerFrame } from '../../../customer-frame';
import { ConfirmDisconnect } from './confirm-disconnect';
import { EndedConnection } from './ended-connection';
import { OpenConnection } from './open-connection';

export const metadata: Metadata = { title: 'Wise connection' };

type ConnectionPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One connection: its health and what can be done, the question before a disconnect, or the receipt after it. */
export default async function ConnectionPage({ params, searchParams }: ConnectionPageProps) {
  const { id } = await params;
  const query = await searchParams;
  const customer = await requireCustomer(`/connections/${id}`);
  const connection = await readCustomerConnection(webDb(), {
    customerId: customer.customerId,
    connectionId: id,
  });
  if (connection === undefined) notFound();
  return (
    <CustomerFrame customer={customer}>
      {connection.status === 'disconnected' ? (
        <EndedConnection connection={connection} />
      ) : query.confirm === 'disconnect' ? (
        <ConfirmDisconnect connection={connection} sessionId={customer.sessionId} />
      ) : (
        <OpenConnection connection={connection} sessionId={customer.sessionId} said={query.said} />
      )}
    </CustomerFrame>
  );
}

import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { readCustomerConnection } from '#lib/connections/customer-views';
import { currentCustomer, requireCustomer } from '#lib/customers/current';
import { webDb } from '#lib/db/web';
import { CustomerFrame } from '../../../customer-frame';
import { ConfirmDisconnect } from './confirm-disconnect';
import { EndedConnection } from './ended-connection';
import { OpenConnection } from './open-connection';

type ConnectionPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One look at the row for title and page. */
const ownConnection = cache((customerId: string, connectionId: string) =>
  readCustomerConnection(webDb(), { customerId, connectionId }),
);

/** Without the profile's name: in a tab's title nothing keeps its writing direction apart from ours. */
export async function generateMetadata({ params, searchParams }: ConnectionPageProps): Promise<Metadata> {
  const customer = await currentCustomer();
  if (customer === undefined) return {};
  const connection = await ownConnection(customer.customerId, (await params).id);
  if (connection?.status === 'disconnected') return { title: 'Disconnected: your receipt' };
  return { title: (await searchParams).confirm === 'disconnect' ? 'Disconnect?' : 'Wise connection' };
}

/** One connection: its health and what can be done, the question before a disconnect, or the receipt after it. */
export default async function ConnectionPage({ params, searchParams }: ConnectionPageProps) {
  const { id } = await params;
  const query = await searchParams;
  const customer = await requireCustomer(`/connections/${id}`);
  const connection = await ownConnection(customer.customerId, id);
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

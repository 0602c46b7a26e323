import type { Metadata } from 'next';
import { cache } from 'react';
import { idInAddress } from '#lib/text/uuid';
import { readCustomerConnection } from '#web/connections/customer-views';
import { findWithdrawal } from '#web/connections/recorded-withdrawal';
import { readConnectionUse } from '#web/connections/uses';
import { requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { connectionMessages } from '#web/messages/customer/connection';
import { CustomerFrame } from '../../../customer-frame';
import { redirectToNotFound } from '../../../redirect-to-not-found';
import { ConfirmDisconnect } from './confirm-disconnect';
import { EndedConnection } from './ended-connection';
import { OpenConnection } from './open-connection';

type ConnectionPageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One look at the row for title and page. */
const readConnection = cache((id: string) =>
  withUnavailablePage(`/connections/${id}`, async () => {
    const customer = await requireCustomer(`/connections/${id}`);
    const connection = await readCustomerConnection(webDb(), {
      customerId: customer.customerId,
      connectionId: id,
    });
    if (connection === undefined) return redirectToNotFound();
    const [use, withdrawal] = await Promise.all([
      readConnectionUse(webDb(), connection),
      connection.status === 'disconnected' ? findWithdrawal(webDb(), connection.id) : null,
    ]);
    return { customer, connection, use, withdrawal };
  }),
);

/** Without the profile's name: in a tab's title nothing keeps its writing direction apart from ours. */
export async function generateMetadata({ params, searchParams }: ConnectionPageProps): Promise<Metadata> {
  const { connection } = await readConnection(idInAddress((await params).id));
  if (connection.status === 'disconnected') return { title: connectionMessages.receiptTitle };
  const isQuestion = (await searchParams).confirm === 'disconnect';
  return { title: isQuestion ? connectionMessages.disconnect.pageTitle : connectionMessages.title };
}

/** One connection: its health and what can be done, the question before a disconnect, or the receipt after it. */
export default async function ConnectionPage({ params, searchParams }: ConnectionPageProps) {
  const query = await searchParams;
  const { customer, connection, use, withdrawal } = await readConnection(idInAddress((await params).id));
  return (
    <CustomerFrame customer={customer}>
      {connection.status === 'disconnected' ? (
        <EndedConnection connection={connection} use={use} withdrawal={withdrawal} />
      ) : query.confirm === 'disconnect' ? (
        <ConfirmDisconnect connection={connection} sessionId={customer.sessionId} />
      ) : (
        <OpenConnection
          connection={connection}
          use={use}
          sessionId={customer.sessionId}
          flash={await currentFlash()}
        />
      )}
    </CustomerFrame>
  );
}

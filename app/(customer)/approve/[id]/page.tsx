import type { Metadata } from 'next';
import { cache } from 'react';
import { idInAddress } from '#lib/text/uuid';
import { freshApproval } from '#web/approvals/look';
import { requireCustomer } from '#web/customers/current';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { approvalMessages as messages } from '#web/messages/customer/approval';
import { CustomerFrame } from '../../../customer-frame';
import { redirectToNotFound } from '../../../redirect-to-not-found';
import { ApprovalView } from './approval-view';

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** One look at the row for title and page. */
const read = cache((id: string) =>
  withUnavailablePage(`/approve/${id}`, async () => {
    const customer = await requireCustomer(`/approve/${id}`);
    const approval = await freshApproval(webDb(), { customerId: customer.customerId, id });
    return approval === undefined ? redirectToNotFound() : { customer, approval };
  }),
);

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await read(idInAddress((await params).id));
  return { title: messages.title };
}

/** What Wise wants its customer to approve: the way there, and what became of it. */
export default async function ApprovePage({ params, searchParams }: PageProps) {
  const { said } = await searchParams;
  const { customer, approval } = await read(idInAddress((await params).id));
  return (
    <CustomerFrame customer={customer}>
      <ApprovalView approval={approval} sessionId={customer.sessionId} said={said} />
    </CustomerFrame>
  );
}

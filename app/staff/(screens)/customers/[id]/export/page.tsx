import type { Metadata } from 'next';
import { ExportForm } from '#components/staff/customer/export-form';
import { titleText } from '#components/staff/title-text.ts';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { idInAddress } from '#lib/text/uuid';
import { customerLine } from '#web/customers/customer-name';
import { csrfToken } from '#web/http/csrf';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { loadCustomer } from '../load-customer';

const messages = staffCustomerMessages.export;

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { customer } = await loadCustomer(id, 'export_customer', `/staff/customers/${id}/export`);
  return { title: messages.pageTitle(titleText(customer.name ?? customer.email)) };
}

/** What an export of a customer's data has, and the button that downloads it. */
export default async function ExportPage({ params }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/customers/${id}`;
  const { staff, customer } = await loadCustomer(id, 'export_customer', `${path}/export`);
  return (
    <Page>
      <PageHeader
        back={{ href: path, label: messages.back }}
        title={messages.title}
        lead={<Bidi text={customerLine(customer)} />}
      />
      <ExportForm
        customerId={customer.id}
        action={`${path}/export/download`}
        csrf={csrfToken(staff.sessionId)}
        cancel={<ButtonLink href={path}>{messages.cancel}</ButtonLink>}
      />
    </Page>
  );
}

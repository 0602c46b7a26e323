import type { Metadata } from 'next';
import { EraseForm } from '#components/staff/customer/erase-form';
import { titleText } from '#components/staff/title-text.ts';
import { Bidi } from '#components/ui/bidi';
import { ButtonLink } from '#components/ui/button';
import { errorTitle } from '#components/ui/error-title.ts';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { idInAddress } from '#lib/text/uuid';
import { customerLine } from '#web/customers/customer-name';
import { readErasure } from '#web/customers/staff-erasure';
import { webDb } from '#web/db/web-db';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffCustomerMessages } from '#web/messages/staff/customer';
import { loadCustomer } from '../load-customer';

const messages = staffCustomerMessages.erase;

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { customer } = await loadCustomer(id, 'erase_customer', `/staff/customers/${id}/erase`);
  const title = messages.pageTitle(titleText(customer.name ?? customer.email));
  return { title: errorTitle(title, problemText((await searchParams).problem)) };
}

/** The question before a customer is erased: what it does, and a word to type. */
export default async function ErasePage({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/customers/${id}`;
  const { staff, customer } = await loadCustomer(id, 'erase_customer', `${path}/erase`);
  const { erasure } = await withUnavailablePage(`${path}/erase`, () =>
    readErasure(webDb(), staff, customer.id),
  );
  return (
    <Page>
      <PageHeader
        back={{ href: path, label: messages.back }}
        title={messages.question}
        lead={<Bidi text={customerLine(customer)} />}
      />
      {erasure === null ? (
        <EraseForm
          customerId={customer.id}
          action={`${path}/erase/confirm`}
          csrf={csrfToken(staff.sessionId)}
          error={problemText((await searchParams).problem)}
          cancel={<ButtonLink href={path}>{messages.cancel}</ButtonLink>}
        />
      ) : (
        <Notice tone="info" title={messages.already.title}>
          <p>{messages.already.text}</p>
          <ButtonLink href={path}>{messages.already.see}</ButtonLink>
        </Notice>
      )}
    </Page>
  );
}

function problemText(problem: string | string[] | undefined): string | undefined {
  return problem === 'word' ? messages.wrongWord : undefined;
}

import type { Metadata } from 'next';
import { ActsOf } from '#components/staff/customer/acts';
import { ApprovalsOf } from '#components/staff/customer/approvals';
import { AttemptsOf } from '#components/staff/customer/attempts';
import { ConnectionsOf } from '#components/staff/customer/connections';
import { Erasure } from '#components/staff/customer/erasure';
import { PersonFacts } from '#components/staff/customer/facts';
import { CustomerFlash } from '#components/staff/customer/flash';
import { NoticesOf } from '#components/staff/customer/notices';
import { RegistrationsOf } from '#components/staff/customer/registrations';
import { SessionsOf } from '#components/staff/customer/sessions';
import { titleText } from '#components/staff/title-text.ts';
import { Bidi } from '#components/ui/bidi';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { isAllowed } from '#lib/contract/people';
import { idInAddress } from '#lib/text/uuid';
import { listStaffApprovalsOf } from '#web/approvals/read-approvals';
import { attemptMessage } from '#web/attempts/attempt-message';
import { listAttemptsOf } from '#web/attempts/staff-attempts';
import { recordLook } from '#web/audit/record-look';
import { listConnectionsOf, MAX_CONNECTIONS } from '#web/connections/staff-of-customer';
import { readErasure } from '#web/customers/staff-erasure';
import { listNoticesOf } from '#web/customers/staff-notices';
import { listRegistrationsOf } from '#web/customers/staff-registrations';
import { listSessionsOf } from '#web/customers/staff-sessions';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffCustomerMessages as messages } from '#web/messages/staff/customer';
import { loadCustomer } from './load-customer';

type Props = {
  params: Promise<{ id: string }>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { customer } = await loadCustomer(id, 'view', `/staff/customers/${id}`);
  return { title: titleText(customer.name ?? customer.email) };
}

/** Everything about one customer, for every staff role. That it was seen is in the audit trail before it is shown. */
export default async function StaffCustomerPage({ params }: Props) {
  const id = idInAddress((await params).id);
  const path = `/staff/customers/${id}`;
  const { staff, customer } = await loadCustomer(id, 'view', path);
  const [connections, attempts, sessions, notices, approvals, erasure, registrations] =
    await withUnavailablePage(path, async () => {
      await recordLook(webDb(), { staff, customerId: customer.id });
      return await Promise.all([
        listConnectionsOf(webDb(), staff, customer.id),
        listAttemptsOf(webDb(), staff, customer.id),
        listSessionsOf(webDb(), staff, customer.id),
        listNoticesOf(webDb(), staff, customer.id),
        listStaffApprovalsOf(webDb(), staff, customer.id),
        readErasure(webDb(), staff, customer.id),
        listRegistrationsOf(webDb(), staff, customer.id),
      ]);
    });
  const { TIME_ZONE: timeZone, PARTNER_NAME: partner } = webEnv();
  const told = attempts.map((attempt) => ({ ...attempt, told: attemptMessage(attempt.state, partner) }));
  return (
    <Page width="wide">
      <PageHeader
        back={{ href: '/staff/customers', label: messages.back }}
        title={<Bidi text={customer.name ?? customer.email} />}
        lead={customer.name === null || customer.email === '' ? undefined : <Bidi text={customer.email} />}
      />
      <CustomerFlash word={await currentFlash()} />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-6 lg:row-span-2">
          <Erasure {...erasure} timeZone={timeZone} />
          <ConnectionsOf
            connections={connections.slice(0, MAX_CONNECTIONS)}
            more={connections.length > MAX_CONNECTIONS ? `/staff/connections?q=${customer.id}` : undefined}
            timeZone={timeZone}
          />
          <RegistrationsOf registrations={registrations} timeZone={timeZone} />
          <ApprovalsOf approvals={approvals} timeZone={timeZone} />
          <AttemptsOf attempts={told} timeZone={timeZone} />
          <NoticesOf notices={notices} timeZone={timeZone} />
        </div>
        <div className="min-w-0 space-y-6">
          <PersonFacts customer={customer} timeZone={timeZone} />
          <SessionsOf
            sessions={sessions}
            timeZone={timeZone}
            action={`${path}/sign-out`}
            csrf={csrfToken(staff.sessionId)}
            isAllowed={isAllowed(staff.role, 'sign_customer_out')}
          />
          <ActsOf
            path={path}
            mayExport={isAllowed(staff.role, 'export_customer')}
            mayErase={isAllowed(staff.role, 'erase_customer')}
            isErased={erasure.erasure !== null}
          />
          <p className="text-muted text-sm">{messages.looks}</p>
        </div>
      </div>
    </Page>
  );
}

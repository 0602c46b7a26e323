import type { Metadata } from 'next';
import { EraseRequest, OwnSessions } from '#components/customer/your-data';
import { PageHeader } from '#components/ui/page-header';
import { requireCustomer } from '#web/customers/current';
import { readOwnData } from '#web/customers/own-data';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { yourDataMessages as messages } from '#web/messages/customer/your-data';
import { CustomerFrame } from '../../customer-frame';

export const metadata: Metadata = { title: messages.title };

/** What a customer can always do: sign out everywhere, and ask for their data to be erased. */
export default async function YourDataPage() {
  const { customer, own } = await withUnavailablePage('/your-data', async () => {
    const customer = await requireCustomer('/your-data');
    return { customer, own: await readOwnData(webDb(), customer) };
  });
  const { PARTNER_NAME: partnerName, PARTNER_PRIVACY_URL: privacyUrl, TIME_ZONE: timeZone } = webEnv();
  const csrf = csrfToken(customer.sessionId);
  return (
    <CustomerFrame customer={customer}>
      <PageHeader
        back={{ href: '/dashboard', label: messages.back }}
        title={messages.title}
        lead={messages.lead(partnerName)}
      />
      <div className="space-y-6">
        <OwnSessions sessions={own.sessions} currentId={customer.sessionId} csrf={csrf} timeZone={timeZone} />
        <EraseRequest askedAt={own.askedAt} partnerName={partnerName} csrf={csrf} timeZone={timeZone} />
        {privacyUrl === undefined ? null : (
          <p>
            <a href={privacyUrl} rel="noopener" className="link inline-flex min-h-11 items-center text-sm">
              {messages.privacy}
            </a>
          </p>
        )}
      </div>
    </CustomerFrame>
  );
}

import type { ReactNode } from 'react';
import { AppFooter } from '#components/ui/app-footer';
import { AppHeader } from '#components/ui/app-header';
import { Page } from '#components/ui/page';
import { VERSION } from '#lib/env/version';
import type { CustomerSession } from '#lib/sessions/session';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { BackToPartner } from './back-to-partner';

/** What stands around every page of a customer: whose app this is, who is signed in, where to get help. */
export function CustomerFrame({
  customer,
  children,
}: {
  customer: CustomerSession | undefined;
  children: ReactNode;
}) {
  const { PARTNER_NAME, PARTNER_LOGO_FILE, PARTNER_SUPPORT_URL } = webEnv();
  const signedIn =
    customer === undefined
      ? {}
      : {
          person: { name: customer.name, email: customer.email },
          signOut: { action: '/sign-out', csrf: csrfToken(customer.sessionId) },
        };
  return (
    <>
      <AppHeader
        partnerName={PARTNER_NAME}
        hasLogo={PARTNER_LOGO_FILE !== undefined}
        home="/dashboard"
        {...signedIn}
      />
      <Page>
        <BackToPartner isPortal={customer !== undefined && customer.portalSessionId !== null} />
        {children}
      </Page>
      <AppFooter partnerName={PARTNER_NAME} version={VERSION} helpHref={PARTNER_SUPPORT_URL} />
    </>
  );
}

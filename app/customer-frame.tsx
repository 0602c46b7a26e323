import type { ReactNode } from 'react';
import { AppHeader } from '#components/ui/app-header';
import { Page } from '#components/ui/page';
import type { CustomerSession } from '#lib/customers/session';
import { webEnv } from '#lib/env/web';
import { csrfToken } from '#lib/http/csrf';

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
      <Page>{children}</Page>
      <footer className="mx-auto max-w-3xl px-4 pb-12 sm:px-6">
        <p className="border-line border-t pt-6 text-muted text-sm">
          This page belongs to {PARTNER_NAME}. Wise is a separate company.
          {PARTNER_SUPPORT_URL === undefined ? null : (
            <>
              {' '}
              <a href={PARTNER_SUPPORT_URL} rel="noreferrer" className="link">
                Get help
              </a>
            </>
          )}
        </p>
      </footer>
    </>
  );
}

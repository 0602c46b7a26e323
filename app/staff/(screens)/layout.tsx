import type { Metadata } from 'next';
import { unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';
import { AppFooter } from '#components/ui/app-footer';
import { AppHeader } from '#components/ui/app-header';
import { VERSION } from '#lib/env/version';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { frameMessages } from '#web/messages/frame';
import { currentStaff } from '#web/staff/current';

export function generateMetadata(): Metadata {
  const { PARTNER_NAME } = webEnv();
  return {
    title: {
      default: frameMessages.staff,
      template: `${frameMessages.staffTitle('%s')} · ${PARTNER_NAME}`,
    },
  };
}

/** The staff's frame. It shows who is signed in and decides nothing: each page asks for its own right. */
export default async function StaffLayout({ children }: { children: ReactNode }) {
  // A database that is away is the page's to say.
  const staff = await currentStaff().catch(unstable_rethrow);
  const { PARTNER_NAME, PARTNER_LOGO_FILE } = webEnv();
  const person =
    staff === undefined
      ? {}
      : {
          person: { name: staff.name, email: staff.email, role: staff.role },
          signOut: { action: '/staff/sign-out', csrf: csrfToken(staff.sessionId) },
        };
  return (
    <>
      <AppHeader
        partnerName={PARTNER_NAME}
        hasLogo={PARTNER_LOGO_FILE !== undefined}
        home="/staff"
        area={frameMessages.staff}
        width="wide"
        {...(staff === undefined
          ? {}
          : {
              pages: [
                { href: '/staff', label: frameMessages.staffPages.connections },
                { href: '/staff/webhooks', label: frameMessages.staffPages.webhooks },
              ],
            })}
        {...person}
      />
      {children}
      <AppFooter partnerName={PARTNER_NAME} version={VERSION} audience="staff" width="wide" />
    </>
  );
}

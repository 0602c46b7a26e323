import type { Metadata } from 'next';
import { unstable_rethrow } from 'next/navigation';
import type { ReactNode } from 'react';
import { HoldBanner } from '#components/staff/incidents/hold-banner';
import { Keyboard } from '#components/staff/keyboard/keyboard';
import { StaffNavigation } from '#components/staff/navigation';
import { AppFooter } from '#components/ui/app-footer';
import { AppHeader } from '#components/ui/app-header';
import { VERSION } from '#lib/env/version';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { countHoldsInForce } from '#web/holds/holds';
import { csrfToken } from '#web/http/csrf';
import { frameMessages } from '#web/messages/frame';
import { labels } from '#web/messages/labels';
import { staffAccountMessages } from '#web/messages/staff/account';
import { currentPage, currentStaff } from '#web/staff/current';
import {
  currentStaffPage,
  environmentHref,
  SHOWN_ENVIRONMENTS,
  STAFF_PAGES,
  shownEnvironment,
  staffHref,
} from '#web/staff/navigation';

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
  const { path, query } = await currentPage();
  const environment = shownEnvironment(query);
  const pages = STAFF_PAGES.map((page) => ({
    href: staffHref(page.path, { environment }),
    label: page.label,
    key: page.key,
    isCurrent: page === currentStaffPage(path),
  }));
  const environments = SHOWN_ENVIRONMENTS.map((each) => ({
    href: environmentHref(path, query, each),
    label: each === undefined ? frameMessages.allEnvironments : labels.environment[each],
    isCurrent: each === environment,
  }));
  const account = { href: '/staff/account', label: staffAccountMessages.yourAccount };
  const person =
    staff === undefined
      ? {}
      : {
          person: { name: staff.name, email: staff.email, role: staff.role },
          signOut: { action: '/staff/sign-out', csrf: csrfToken(staff.sessionId) },
          account,
          tools: (
            <Keyboard
              pages={pages.map(({ href, label, key }) => ({ href, label, key }))}
              environments={environments.map(({ href, label }) => ({ href, label }))}
              account={account}
            />
          ),
        };
  return (
    <>
      <AppHeader
        partnerName={PARTNER_NAME}
        hasLogo={PARTNER_LOGO_FILE !== undefined}
        home="/staff"
        area={frameMessages.staff}
        width="wide"
        {...person}
      />
      {staff === undefined ? null : <StaffNavigation pages={pages} environments={environments} />}
      {staff === undefined ? null : <HoldBanner {...(await holdsInForce())} />}
      {children}
      <AppFooter partnerName={PARTNER_NAME} version={VERSION} audience="staff" width="wide" />
    </>
  );
}

/** A database that is away is the page's to say. */
const holdsInForce = () => countHoldsInForce(webDb()).catch(() => ({ count: 0, drills: 0 }));

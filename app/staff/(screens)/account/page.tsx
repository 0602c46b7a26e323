import type { Metadata } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { AddPasskey } from '#components/staff/account/add-passkey';
import { Notifications } from '#components/staff/account/notifications';
import { OwnPasskeys } from '#components/staff/account/own-passkeys';
import { OwnSessions } from '#components/staff/account/own-sessions';
import { FlashNotice } from '#components/staff/flash-notice';
import { Card } from '#components/ui/card';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { ALLOWED_ROLES, isAllowed } from '#lib/contract/people';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffAccountMessages as messages } from '#web/messages/staff/account';
import { readChoices } from '#web/notifications/choices';
import { listOwnPasskeys, listOwnSessions } from '#web/staff/account';
import { requireStaff } from '#web/staff/current';
import { ADD_PASSKEY_FORM, draftsOf, NOTIFICATIONS_FORM, renameForm } from '#web/staff/form-draft';

const PATH = '/staff/account';

const TONES = {
  added: 'good',
  renamed: 'good',
  removed: 'good',
  'signed-out-others': 'good',
  'none-elsewhere': 'good',
  'notifications-saved': 'good',
  'unknown-zone': 'bad',
} as const satisfies Record<keyof typeof messages.flash, string>;

export const metadata: Metadata = { title: messages.title };

/** One's own passkeys and sessions, for every member of staff. */
export default async function StaffAccountPage() {
  const { staff, passkeys, sessions, choices } = await withUnavailablePage(PATH, async () => {
    const staff = await requireStaff(ALLOWED_ROLES.view, PATH);
    const [passkeys, sessions, choices] = await Promise.all([
      listOwnPasskeys(webDb(), staff),
      listOwnSessions(webDb(), staff),
      readChoices(webDb(), staff),
    ]);
    return { staff, passkeys, sessions, choices };
  });
  const csrf = csrfToken(staff.sessionId);
  const typed = draftsOf(await headers(), staff);
  const { TIME_ZONE: timeZone, SMTP_URL, STAFF_CHAT_WEBHOOK_URL } = webEnv();
  return (
    <Page>
      <PageHeader title={messages.title} />
      <FlashNotice word={await currentFlash()} texts={messages.flash} tones={TONES} />
      <div className="space-y-6">
        <Part id="passkeys" title={messages.passkeys.title} lead={messages.passkeys.lead}>
          <OwnPasskeys
            passkeys={passkeys}
            csrf={csrf}
            timeZone={timeZone}
            typed={(id) => typed(renameForm(id)).name}
          />
        </Part>
        <Part id="add" title={messages.add.title} lead={messages.add.lead}>
          <AddPasskey csrf={csrf} typed={typed(ADD_PASSKEY_FORM).name} />
        </Part>
        <Part id="notifications" title={messages.notifications.title} lead={messages.notifications.lead}>
          <Notifications
            choices={choices}
            typed={typed(NOTIFICATIONS_FORM)}
            csrf={csrf}
            timeZone={timeZone}
            mayApprove={isAllowed(staff.role, 'run_incident')}
            hasMail={SMTP_URL !== undefined}
            hasChat={STAFF_CHAT_WEBHOOK_URL !== undefined}
          />
        </Part>
        <Part id="sessions" title={messages.sessions.title}>
          <OwnSessions sessions={sessions} csrf={csrf} timeZone={timeZone} />
        </Part>
      </div>
    </Page>
  );
}

type PartProps = { id: string; title: string; lead?: string; children: ReactNode };

function Part({ id, title, lead, children }: PartProps) {
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-semibold text-lg">
        {title}
      </h2>
      {lead === undefined ? null : <p className="mb-4 max-w-prose text-muted text-sm leading-6">{lead}</p>}
      {children}
    </Card>
  );
}

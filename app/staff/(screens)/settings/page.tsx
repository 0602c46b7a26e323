import type { Metadata } from 'next';
import { ChatTest } from '#components/staff/settings/chat-test';
import { SettingGroups } from '#components/staff/settings/setting-groups';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { isAllowed } from '#lib/contract/people';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffSettingsMessages as messages } from '#web/messages/staff/settings';
import { readSettings } from '#web/settings/read-settings';
import { requireStaff } from '#web/staff/current';

export const metadata: Metadata = { title: messages.title };

/** What is configured, for every staff role: to be read, and changed in the environment of each process. */
export default async function StaffSettingsPage() {
  const { staff, groups, isVaultKnown } = await withUnavailablePage('/staff/settings', async () => {
    const person = await requireStaff(undefined, '/staff/settings');
    return { staff: person, ...(await readSettings(person)) };
  });
  const hasChat = webEnv().STAFF_CHAT_WEBHOOK_URL !== undefined;
  return (
    <Page width="wide">
      <PageHeader title={messages.title} lead={messages.lead} />
      {isVaultKnown ? null : (
        <div className="mb-6">
          <Notice tone="warn" title={messages.vaultUnknown.title}>
            <p>{messages.vaultUnknown.text}</p>
          </Notice>
        </div>
      )}
      <SettingGroups groups={groups} />
      {hasChat && isAllowed(staff.role, 'test_chat') ? (
        <ChatTest flash={await currentFlash()} csrf={csrfToken(staff.sessionId)} />
      ) : null}
    </Page>
  );
}

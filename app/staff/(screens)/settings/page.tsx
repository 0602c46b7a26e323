import type { Metadata } from 'next';
import { SettingGroups } from '#components/staff/settings/setting-groups';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffSettingsMessages as messages } from '#web/messages/staff/settings';
import { readSettings } from '#web/settings/read-settings';
import { requireStaff } from '#web/staff/current';

export const metadata: Metadata = { title: messages.title };

/** What is configured, for every staff role: to be read, and changed in the environment of each process. */
export default async function StaffSettingsPage() {
  const { groups, isVaultKnown } = await withUnavailablePage('/staff/settings', async () =>
    readSettings(await requireStaff(undefined, '/staff/settings')),
  );
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
    </Page>
  );
}

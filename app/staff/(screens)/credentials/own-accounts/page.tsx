import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { AccountCard } from '#components/staff/own-accounts/account-card';
import { AddAccount } from '#components/staff/own-accounts/add-account';
import { LimitsTable } from '#components/staff/own-accounts/limits-table';
import { OwnAccountFlash } from '#components/staff/own-accounts/own-account-flash';
import { EmptyState } from '#components/ui/empty-state';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { isAllowed } from '#lib/contract/people';
import { TYPED_TOKEN_MAX_LENGTH } from '#lib/contract/personal-token-acts';
import { limitsOf, PERSONAL_TOKEN_USES, UNLIMITED_COUNTRIES } from '#lib/contract/personal-token-limits';
import { ENVIRONMENTS, readEnvironment } from '#lib/env/wise';
import { listOwnAccounts } from '#web/connections/staff-own-accounts';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { csrfToken } from '#web/http/csrf';
import { currentFlash } from '#web/http/current-flash';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { requireStaff } from '#web/staff/current';
import { ADD_ACCOUNT_FORM, draftsOf } from '#web/staff/form-draft';
import { staffHref } from '#web/staff/navigation';

const PATH = '/staff/credentials/own-accounts';
/** Not one of the countries with more rights. */
const ELSEWHERE = 'gbr';
const messages = ownAccountsMessages.page;

export const metadata: Metadata = { title: ownAccountsMessages.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The partner's own accounts at Wise, for every staff role; an admin stores, replaces and removes their tokens. */
export default async function StaffOwnAccountsPage({ searchParams }: Props) {
  const query = await searchParams;
  const environment = readEnvironment(query.environment);
  const { staff, accounts } = await withUnavailablePage(PATH, async () => {
    const viewer = await requireStaff(undefined, PATH);
    return { staff: viewer, accounts: await listOwnAccounts(webDb(), viewer) };
  });
  const { TIME_ZONE: timeZone } = webEnv();
  const acts = isAllowed(staff.role, 'manage_personal_tokens')
    ? { path: PATH, csrf: csrfToken(staff.sessionId), maxLength: TYPED_TOKEN_MAX_LENGTH }
    : undefined;
  const typed = draftsOf(await headers(), staff)(ADD_ACCOUNT_FORM);
  const shown = accounts.filter((each) => environment === undefined || each.environment === environment);
  return (
    <Page>
      <PageHeader
        back={{ href: staffHref('/staff/credentials', { environment }), label: messages.back }}
        title={ownAccountsMessages.title}
        lead={messages.lead}
      />
      <OwnAccountFlash word={await currentFlash()} />
      {shown.length === 0 ? <EmptyState title={messages.none.title}>{messages.none.text}</EmptyState> : null}
      <div className="space-y-4">
        {shown.map((account) => (
          <AccountCard
            key={account.id}
            account={account}
            maySpend={account.country === null ? undefined : limitsOf(account.country).fund === 'yes'}
            timeZone={timeZone}
            acts={acts}
          />
        ))}
      </div>
      {acts === undefined ? (
        <p className="mt-6 text-muted text-sm">{messages.viewOnly}</p>
      ) : (
        <AddAccount
          {...acts}
          environments={ENVIRONMENTS}
          environment={environment ?? readEnvironment(typed.environment)}
          profileId={profileIn(query.profile) ?? typed.profileId}
        />
      )}
      <LimitsTable
        uses={PERSONAL_TOKEN_USES}
        inCountries={limitsOf(UNLIMITED_COUNTRIES[0])}
        elsewhere={limitsOf(ELSEWHERE)}
      />
    </Page>
  );
}

/** As the page that asks for one leads here with it. */
function profileIn(given: string | string[] | undefined): string | undefined {
  return typeof given === 'string' && /^\d{1,19}$/.test(given) ? given : undefined;
}

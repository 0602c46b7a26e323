import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { ownAccountsMessages as messages } from '#web/messages/staff/own-accounts';
import { Card } from '../ui/card';
import { OwnAccountFacts } from './own-accounts/own-account-facts';

type OwnAccountsProps = { accounts: readonly OwnAccount[]; timeZone: string };

/** The partner's own accounts at Wise that a personal token is kept of; nothing where there is none. */
export function OwnAccounts({ accounts, timeZone }: OwnAccountsProps) {
  if (accounts.length === 0) return null;
  return (
    <Card aria-labelledby="own-accounts" className="mt-8">
      <h2 id="own-accounts" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 text-muted">{messages.lead}</p>
      <ul className="space-y-4">
        {accounts.map((account) => (
          <li key={account.id}>
            <OwnAccountFacts account={account} timeZone={timeZone} />
          </li>
        ))}
      </ul>
      <a
        href="/staff/credentials/own-accounts"
        className="link mt-4 inline-flex min-h-11 items-center text-sm"
      >
        {messages.manage}
      </a>
    </Card>
  );
}

import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { labels } from '#web/messages/labels';
import { ownAccountsMessages as messages } from '#web/messages/staff/own-accounts';
import { Badge, Tag, type Tone } from '../ui/badge';
import { Card } from '../ui/card';
import { Time } from '../ui/time';

const TONES: Record<OwnAccount['state'], Tone> = { active: 'good', refused: 'bad' };

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
        {accounts.map(({ id, environment, profileId, profileType, profileName, state, since }) => (
          <li key={id} className="text-sm leading-6">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <bdi className="font-medium wrap-anywhere">{profileName}</bdi>
              <Badge tone={TONES[state]}>{messages.states[state]}</Badge>
              <Tag>{labels.environment[environment]}</Tag>
            </p>
            <p className="text-muted">
              {labels.profileType[profileType]} · <span className="wrap-anywhere">{profileId}</span>
            </p>
            <p className="text-muted">
              {messages.since[state]}
              <Time at={since} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

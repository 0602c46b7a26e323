import type { OwnAccount } from '#web/connections/staff-own-accounts';
import { labels } from '#web/messages/labels';
import { ownAccountsMessages as messages } from '#web/messages/staff/own-accounts';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { Time } from '../../ui/time';

const TONES: Record<OwnAccount['state'], Tone> = { active: 'good', refused: 'bad' };

type OwnAccountFactsProps = {
  account: OwnAccount;
  timeZone: string;
  /** Where its name heads a part of the page. */
  isHeading?: boolean;
};

/** Which account of ours it is, and how its token stands. */
export function OwnAccountFacts({ account, timeZone, isHeading = false }: OwnAccountFactsProps) {
  const { environment, profileId, profileType, profileName, state, since } = account;
  const name = <bdi className="font-medium wrap-anywhere">{profileName}</bdi>;
  return (
    <div className="text-sm leading-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {isHeading ? <h2 className="min-w-0 text-base">{name}</h2> : name}
        <Badge tone={TONES[state]}>{messages.states[state]}</Badge>
        <Tag>{labels.environment[environment]}</Tag>
      </div>
      <p className="text-muted">
        {labels.profileType[profileType]} · <span className="wrap-anywhere">{profileId}</span>
      </p>
      <p className="text-muted">
        {messages.since[state]}
        <Time at={since} timeZone={timeZone} />
      </p>
    </div>
  );
}

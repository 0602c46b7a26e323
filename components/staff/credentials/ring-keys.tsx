import type { Inventory } from '#lib/contract/inventory';
import { staffCredentialsMessages } from '#web/messages/staff/credentials';
import { Badge, type Tone } from '../../ui/badge';
import { Card } from '../../ui/card';
import { DescriptionList } from '../../ui/description-list';
import { Time } from '../../ui/time';
import { Command } from './command';

const { ring: messages } = staffCredentialsMessages;

type RingKey = Inventory['ringKeys'][number];

const TONES: Record<RingKey['state'], Tone> = {
  pre_active: 'warn',
  active: 'good',
  decrypt_only: 'info',
  destroyed: 'neutral',
};
const HEALTH: Record<Inventory['root']['health'], Tone> = {
  none: 'neutral',
  works: 'good',
  away: 'bad',
  unknown: 'neutral',
};

type RingKeysProps = Pick<Inventory, 'ringKeys' | 'vaults' | 'root'> & { timeZone: string };

/** The keys that stored tokens are sealed with, and the one that wraps them. */
export function RingKeys({ ringKeys, vaults, root, timeZone }: RingKeysProps) {
  return (
    <Card aria-labelledby="ring-keys" className="mt-8">
      <h2 id="ring-keys" className="font-semibold text-lg">
        {messages.heading}
      </h2>
      <p className="mt-1 mb-4 text-muted">{messages.text}</p>
      <DescriptionList
        items={[
          ...ringKeys.map((key) => ({
            term: key.id,
            value: (
              <>
                <Badge tone={key.isCompromised ? 'bad' : TONES[key.state]}>
                  {key.isCompromised ? messages.compromised : messages.states[key.state]}
                </Badge>
                <span className="block text-muted text-sm leading-6">
                  {messages.held(key.heldBy, vaults)}
                  {' · '}
                  {key.since === null ? messages.fromSettings : <Time at={key.since} timeZone={timeZone} />}
                </span>
              </>
            ),
          })),
          {
            term: messages.root,
            value:
              root.provider === null ? (
                <span className="text-muted">{messages.noRoot}</span>
              ) : (
                <>
                  {root.provider}{' '}
                  {root.health === 'none' ? null : (
                    <Badge tone={HEALTH[root.health]}>{messages.health[root.health]}</Badge>
                  )}
                </>
              ),
          },
        ]}
      />
      <p className="mt-6 mb-2">{messages.next}</p>
      <Command text="npm run keys -- status" />
    </Card>
  );
}

import type { TokenFacts as Facts } from '#web/connections/token-facts';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { type Description, DescriptionList } from '../ui/description-list';
import { Time } from '../ui/time';

const messages = staffFollowUpMessages.tokens;

type TokenFactsProps = { facts: Facts | undefined; isFrozen: boolean; timeZone: string };

/** How the connection's tokens are: versions, ages and the key that sealed them. Never a token. */
export function TokenFacts({ facts, isFrozen, timeZone }: TokenFactsProps) {
  return (
    <Card aria-labelledby="facts-tokens">
      <h2 id="facts-tokens" className="mb-4 font-semibold text-lg">
        {messages.title}
      </h2>
      {facts === undefined ? (
        <p className="text-muted text-sm leading-6">{messages.none}</p>
      ) : (
        <DescriptionList items={itemsOf(facts, isFrozen, timeZone)} />
      )}
    </Card>
  );
}

function itemsOf(facts: Facts, isFrozen: boolean, timeZone: string): Description[] {
  const when = (at: Date | null, absent: string) =>
    at === null ? <span className="text-muted">{absent}</span> : <Time at={at} timeZone={timeZone} />;
  return [
    { term: messages.state, value: messages.states[facts.state] },
    { term: messages.version, value: facts.version },
    { term: messages.issued, value: when(facts.issuedAt, '') },
    { term: facts.isExpired ? messages.expired : messages.expires, value: when(facts.expiresAt, '') },
    { term: messages.refreshExpires, value: when(facts.refreshExpiresAt, messages.refreshUnknown) },
    { term: messages.lastRefreshed, value: when(facts.lastRefreshedAt, messages.notLately) },
    { term: messages.nextRefresh, value: when(isFrozen ? null : facts.nextRefreshAt, messages.held) },
    ...(facts.failures === 0
      ? []
      : [
          {
            term: messages.failures,
            value: <Badge tone="warn">{String(facts.failures)}</Badge>,
          },
        ]),
    {
      term: messages.key,
      value: (
        <>
          <bdi>{facts.keyId}</bdi>
          <span className="block text-muted">{keyState(facts.keyState)}</span>
          {facts.isKeyCompromised ? <Badge tone="bad">{messages.keyCompromised}</Badge> : null}
        </>
      ),
    },
  ];
}

/** A newer version may have a state that this one has no words for. */
function keyState(state: string | null): string {
  if (state === null) return messages.keyFromSettings;
  const states: Readonly<Record<string, string>> = messages.keyStates;
  return (Object.hasOwn(states, state) ? states[state] : undefined) ?? state;
}

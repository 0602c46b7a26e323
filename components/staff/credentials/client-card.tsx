import type { ReactNode } from 'react';
import type { ClientInventory } from '#lib/contract/inventory';
import type { NextStep } from '#web/credentials/next-steps';
import { labels } from '#web/messages/labels';
import { staffCredentialsMessages } from '#web/messages/staff/credentials';
import { Badge, type Tone } from '../../ui/badge';
import { Card } from '../../ui/card';
import { type Description, DescriptionList } from '../../ui/description-list';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';
import { CopyableId } from '../copyable-id';
import { Command } from './command';

const { client: messages } = staffCredentialsMessages;

type Secret = ClientInventory['secrets'][number];

const TONES: Record<Secret['verdict'], Tone> = {
  works: 'good',
  refused: 'bad',
  unanswered: 'warn',
  not_asked: 'neutral',
};

type ClientCardProps = { client: ClientInventory; steps: readonly NextStep[]; timeZone: string };

/** How one of our clients at Wise stands, and what to do next. */
export function ClientCard({ client, steps, timeZone }: ClientCardProps) {
  const id = `client-${client.environment}`;
  const time = (at: Date) => <Time at={at} timeZone={timeZone} />;
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="mb-4 font-semibold text-lg">
        {messages.heading(labels.environment[client.environment])}
      </h2>
      <DescriptionList
        items={[
          {
            term: messages.clientId,
            value: <CopyableId value={client.clientId} label={messages.clientId} />,
          },
          { term: messages.host, value: client.host },
          ...client.secrets.map((secret) => secretItem(secret, client, time)),
          { term: messages.reach, value: reach(client, time) },
          { term: messages.probe, value: wayToWise(client.probe, time) },
          { term: messages.version, value: apiVersion(client) },
          { term: messages.clock, value: clock(client.clockAheadSeconds) },
          { term: messages.certificate, value: certificate(client.certificate, time) },
          { term: messages.jose, value: jose(client.jose, time) },
          { term: messages.webhooks, value: webhooks(client.webhooks, time) },
          { term: messages.webhookKeys, value: webhookKeys(client.webhooks) },
        ]}
      />
      <h3 className="mt-6 mb-2 font-medium">{messages.next}</h3>
      <Steps steps={steps} />
    </Card>
  );
}

type ToTime = (at: Date) => ReactNode;

function secretItem(secret: Secret, client: ClientInventory, time: ToTime): Description {
  const term = messages.secret(secret.slot);
  if (!secret.isSet) return { term, value: <Muted>{messages.notSet}</Muted> };
  return {
    term,
    value: (
      <>
        <Badge tone={TONES[secret.verdict]}>{messages.verdicts[secret.verdict]}</Badge>
        {secret.isInUse ? (
          <Line>
            {client.inUseSince === null ? (
              messages.inUse
            ) : (
              <Phrase parts={messages.inUseSince(time(client.inUseSince))} />
            )}
          </Line>
        ) : null}
        {secret.fileChangedAt === null ? null : (
          <Line>
            <Phrase parts={messages.fileChanged(time(secret.fileChangedAt))} />
          </Line>
        )}
        {client.askedAt === null ? null : (
          <Line>
            <Phrase parts={messages.askedAt(time(client.askedAt))} />
          </Line>
        )}
      </>
    ),
  };
}

function reach({ answeredAt, failedAt }: ClientInventory, time: ToTime): ReactNode {
  if (answeredAt === null && failedAt === null) return <Muted>{messages.notReached}</Muted>;
  if (answeredAt !== null && (failedAt === null || answeredAt > failedAt))
    return (
      <Badge tone="good">
        <Phrase parts={messages.reachable(time(answeredAt))} />
      </Badge>
    );
  return (
    <Badge tone="bad">
      <Phrase parts={messages.unreachable(time(failedAt ?? new Date(0)))} />
    </Badge>
  );
}

function wayToWise(probe: ClientInventory['probe'], time: ToTime): ReactNode {
  if (probe === null) return <Muted>{messages.notProbed}</Muted>;
  return (
    <>
      <Badge tone={probe.reach === 'answers' ? 'good' : 'bad'}>{messages.reaches[probe.reach]}</Badge>
      {probe.missing.length === 0 ? null : (
        <Line>
          <bdi className="wrap-anywhere">{messages.missing(probe.missing)}</bdi>
        </Line>
      )}
      <Line>
        <Phrase parts={messages.probedAt(time(probe.at))} />
      </Line>
    </>
  );
}

const VERSION_TONES = { there: 'good', gone: 'bad', unknown: 'warn', classic: 'neutral' } as const;

function apiVersion({ apiVersion: version, probe }: ClientInventory): ReactNode {
  if (version === '') return messages.classic;
  return (
    <>
      <bdi>{version}</bdi>{' '}
      {probe === null ? null : (
        <Badge tone={VERSION_TONES[probe.version]}>{messages.versions[probe.version]}</Badge>
      )}
    </>
  );
}

/** A signature may be this old: from here on a clock is worth a look. */
const WARN_SECONDS = 5;

function clock(ahead: number | null): ReactNode {
  if (ahead === null) return <Muted>{messages.clockUnknown}</Muted>;
  if (Math.abs(ahead) <= 1) return <Badge tone="good">{messages.clockSame}</Badge>;
  const text = ahead > 0 ? messages.clockAhead(ahead) : messages.clockBehind(-ahead);
  return <Badge tone={Math.abs(ahead) < WARN_SECONDS ? 'good' : 'warn'}>{text}</Badge>;
}

function certificate(of: ClientInventory['certificate'], time: ToTime): ReactNode {
  if (of === null) return <Muted>{messages.noCertificate}</Muted>;
  return (
    <>
      {of.isRefused ? <Badge tone="bad">{messages.certificateRefused}</Badge> : null}
      <span className="block">
        <Phrase parts={messages.certificateEnds(time(of.validTo))} />
      </span>
      <Line>
        {of.keyKind} · <bdi>{of.commonName}</bdi>
      </Line>
      <Line>
        <bdi className="select-all wrap-anywhere">{of.fingerprint}</bdi>
      </Line>
    </>
  );
}

function jose({ rules, keys }: ClientInventory['jose'], time: ToTime): ReactNode {
  if (keys.length === 0) return <Muted>{messages.noJose}</Muted>;
  return (
    <>
      <ul className="space-y-2">
        {keys.map((key) => (
          <li key={`${key.use} ${key.slot} ${key.kid}`}>
            {messages.joseKey(key.use, key.slot)} · {key.alg}
            {key.isInUse ? <Line>{messages.inUse}</Line> : null}
            <Line>
              <bdi className="wrap-anywhere">{key.kid}</bdi>
            </Line>
            <Line>
              {key.notAfter === null ? (
                messages.keyEndless
              ) : (
                <Phrase parts={messages.keyEnds(time(key.notAfter))} />
              )}
            </Line>
          </li>
        ))}
      </ul>
      <Line>{messages.joseRules(rules)}</Line>
    </>
  );
}

function webhooks(of: ClientInventory['webhooks'], time: ToTime): ReactNode {
  return (
    <>
      {of.gapSince === null ? null : (
        <Badge tone="warn">
          <Phrase parts={messages.gap(time(of.gapSince))} />
        </Badge>
      )}
      <span className="block">
        {of.isKept ? messages.subscriptions(of.subscriptions.length) : messages.webhooksOff}
      </span>
      {of.subscriptions.length === 0 ? null : (
        <ul className="text-muted text-sm leading-6">
          {of.subscriptions.map(({ eventType, schemaVersion, madeAt }) => (
            <li key={`${eventType} ${schemaVersion} ${madeAt.toISOString()}`} className="wrap-anywhere">
              {eventType} {schemaVersion}
            </li>
          ))}
        </ul>
      )}
      <Line>
        {of.deliveredAt === null ? (
          messages.neverDelivered
        ) : (
          <Phrase parts={messages.delivered(time(of.deliveredAt))} />
        )}
      </Line>
    </>
  );
}

function webhookKeys({ keys, isPublished }: ClientInventory['webhooks']): ReactNode {
  return (
    <>
      <span className="block">{isPublished ? messages.publishedKeys : messages.ownKeys}</span>
      {keys.map((fingerprint) => (
        <Line key={fingerprint}>
          <bdi className="select-all wrap-anywhere">{fingerprint}</bdi>
        </Line>
      ))}
    </>
  );
}

function Steps({ steps }: { steps: readonly NextStep[] }) {
  if (steps.length === 0) return <p className="text-muted">{messages.allWell}</p>;
  return (
    <ul className="space-y-4">
      {steps.map(({ code, command }) => (
        <li key={code} className="space-y-2">
          <p>{messages.steps[code]}</p>
          {command === null ? null : <Command text={command} />}
        </li>
      ))}
    </ul>
  );
}

function Line({ children }: { children: ReactNode }) {
  return <span className="block text-muted text-sm leading-6">{children}</span>;
}

function Muted({ children }: { children: ReactNode }) {
  return <span className="text-muted">{children}</span>;
}

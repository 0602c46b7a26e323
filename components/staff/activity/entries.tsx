import type { ActivityEntry } from '#web/audit/activity';
import type { AuditFact } from '#web/audit/entry-text';
import { labels } from '#web/messages/labels';
import { staffActivityMessages as messages } from '#web/messages/staff/activity';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Time } from '../../ui/time';
import { FactValue, TrailReason } from '../audit-trail';

/** What a name may take of a row before it opens on demand. */
const NAME_CAP = 60;

type ActivityEntriesProps = { entries: readonly ActivityEntry[]; timeZone: string };

/** The trail: when, what, about whom and by whom; a row on a desktop, a card on a phone, from one markup. */
export function ActivityEntries({ entries, timeZone }: ActivityEntriesProps) {
  return (
    <ol data-rows aria-label={messages.list} className="divide-y divide-line rounded-md border border-line">
      {entries.map((entry) => (
        <li
          key={entry.id}
          className="gap-x-6 p-4 hover:bg-raised sm:px-6 md:grid md:grid-cols-[11rem_minmax(0,1fr)_15rem]"
        >
          <p className="text-muted text-sm leading-6 tabular-nums">
            <Time at={entry.at} timeZone={timeZone} />
          </p>
          <div className="min-w-0">
            <h2 className="flex flex-wrap items-center gap-x-2 font-medium">
              {entry.what}
              {entry.environment === null ? null : <Tag>{labels.environment[entry.environment]}</Tag>}
            </h2>
            <TrailReason reason={entry.reason} />
            <Subjects entry={entry} />
            <Details entry={entry} timeZone={timeZone} />
          </div>
          <Actor entry={entry} />
        </li>
      ))}
    </ol>
  );
}

function Subjects({ entry: { connectionId, customerId } }: { entry: ActivityEntry }) {
  if (connectionId === null && customerId === null) return null;
  return (
    <p className="flex flex-wrap gap-x-4 text-sm">
      {connectionId === null ? null : (
        <a href={`/staff/connections/${connectionId}`} className={LINK}>
          {messages.connection}
        </a>
      )}
      {customerId === null ? null : (
        <a href={`/staff/customers/${customerId}`} className={LINK}>
          {messages.customer}
        </a>
      )}
    </p>
  );
}

const LINK = 'link inline-flex min-h-11 items-center lg:min-h-0';

function Details({ entry, timeZone }: { entry: ActivityEntry; timeZone: string }) {
  const { change, facts, network } = entry;
  return (
    <details className="mt-1 text-sm">
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-muted underline underline-offset-4 lg:min-h-0">
        {messages.details}
      </summary>
      <dl className="mt-1 grid gap-x-4 gap-y-1 tabular-nums sm:grid-cols-[max-content_minmax(0,1fr)]">
        {change === null ? null : (
          <>
            <Fact fact={{ label: messages.before, value: change.before }} timeZone={timeZone} />
            <Fact fact={{ label: messages.after, value: change.after }} timeZone={timeZone} />
          </>
        )}
        {facts.map((fact) => (
          <Fact key={fact.label} fact={fact} timeZone={timeZone} />
        ))}
        {network === null ? null : (
          <Fact fact={{ label: messages.network, value: network }} timeZone={timeZone} />
        )}
      </dl>
      <p className="mt-1 text-muted">{messages.entry(entry.id)}</p>
      {entry.isWithheld ? <p className="text-muted">{messages.withheld}</p> : null}
    </details>
  );
}

function Fact({ fact, timeZone }: { fact: AuditFact; timeZone: string }) {
  return (
    <>
      <dt className="text-muted">{fact.label}</dt>
      <dd className="min-w-0 wrap-anywhere">
        <FactValue fact={fact} timeZone={timeZone} />
      </dd>
    </>
  );
}

function Actor({ entry: { actor } }: { entry: ActivityEntry }) {
  const names = [...new Set([actor.name, actor.email].filter((name) => name !== null))];
  const isPerson = actor.kind === 'customer' || actor.kind === 'staff';
  const only = actor.kind === 'staff' ? 'staff' : 'customer';
  return (
    <div className="min-w-0 text-sm leading-6 max-md:mt-2">
      <p className="text-muted">
        <span className="sr-only">{messages.by}</span>
        {actor.label}
      </p>
      {names.map((name) => (
        <div key={name}>
          <Bidi text={name} cap={NAME_CAP} />
        </div>
      ))}
      {actor.erased ? <p>{messages.erased}</p> : null}
      {actor.id !== null && (actor.kind === 'operator' || (isPerson && names.length === 0)) ? (
        <p className="tabular-nums wrap-anywhere">{actor.id}</p>
      ) : null}
      {isPerson && actor.id !== null ? (
        <a href={`/staff/activity?${only}=${actor.id}`} className={LINK}>
          {messages.onlyThisPerson}
        </a>
      ) : null}
    </div>
  );
}

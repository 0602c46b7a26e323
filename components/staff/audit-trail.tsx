import type { AuditActorView, AuditEntryView } from '#web/audit/entry-view';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { Bidi } from '../ui/bidi';
import { EmptyState } from '../ui/empty-state';
import { Time } from '../ui/time';

const messages = staffConnectionMessages.trail;

type AuditTrailProps = { entries: readonly AuditEntryView[]; timeZone: string };

/** What happened to a connection: what, when, who and why, newest first. */
export function AuditTrail({ entries, timeZone }: AuditTrailProps) {
  if (entries.length === 0) {
    return <EmptyState title={messages.none}>{messages.noneText}</EmptyState>;
  }
  return (
    <ol className="divide-y divide-line rounded-md border border-line">
      {entries.map((entry) => (
        <li key={entry.id} className="gap-x-6 p-4 sm:px-6 md:grid md:grid-cols-[11rem_minmax(0,1fr)_14rem]">
          <p className="text-muted text-sm leading-6 tabular-nums">
            <Time at={entry.at} timeZone={timeZone} />
          </p>
          <div className="min-w-0">
            <h3 className="font-medium">{entry.what}</h3>
            {entry.reason === null ? null : (
              <p className="mt-1 max-w-prose whitespace-pre-line wrap-anywhere">
                <span className="text-muted">{messages.reason}</span>
                <bdi>{entry.reason}</bdi>
              </p>
            )}
            <Facts entry={entry} />
          </div>
          <Actor actor={entry.actor} />
        </li>
      ))}
    </ol>
  );
}

function Facts({ entry }: { entry: AuditEntryView }) {
  return (
    <p className="mt-1 text-muted text-sm tabular-nums wrap-anywhere">
      {entry.facts.map(({ label, value }) => (
        <span key={label} className="mr-3">
          {label}: <bdi>{value}</bdi>
        </span>
      ))}
      <span>{messages.entry(entry.id)}</span>
    </p>
  );
}

function Actor({ actor }: { actor: AuditActorView }) {
  const names = [...new Set([actor.name, actor.email].filter((name) => name !== null))];
  return (
    <div className="min-w-0 text-sm leading-6 max-md:mt-2">
      <p className="text-muted">
        <span className="sr-only">{messages.by}</span>
        {actor.label}
      </p>
      {names.map((name) => (
        <div key={name}>
          <Bidi text={name} cap={60} />
        </div>
      ))}
      {actor.erased ? <p>{messages.erased}</p> : null}
      {names.length === 0 && actor.id !== null && (actor.kind === 'customer' || actor.kind === 'staff') ? (
        <p className="tabular-nums wrap-anywhere">{actor.id}</p>
      ) : null}
    </div>
  );
}

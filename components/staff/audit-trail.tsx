import type { AuditFact } from '#web/audit/entry-text';
import type { AuditActorView, AuditEntryView } from '#web/audit/entry-view';
import { staffConnectionMessages } from '#web/messages/staff/connection';
import { Bidi } from '../ui/bidi';
import { Time } from '../ui/time';

const messages = staffConnectionMessages.trail;

/** Why it was done, as its writer put it. */
export function TrailReason({ reason }: { reason: string | null }) {
  if (reason === null) return null;
  return (
    <p className="mt-1 max-w-prose whitespace-pre-line wrap-anywhere">
      <span className="text-muted">{messages.reason}</span>
      <bdi>{reason}</bdi>
    </p>
  );
}

/** What else an entry of the audit trail says, and its number. */
export function TrailFacts({ entry, timeZone }: { entry: AuditEntryView; timeZone: string }) {
  return (
    <p className="mt-1 text-muted text-sm tabular-nums wrap-anywhere">
      {entry.facts.map((fact) => (
        <span key={fact.label} className="mr-3">
          {fact.label}: <FactValue fact={fact} timeZone={timeZone} />
        </span>
      ))}
      <span>{messages.entry(entry.id)}</span>
    </p>
  );
}

/** An instant as every other time is shown; anything else as it was written. */
export function FactValue({ fact: { value, at }, timeZone }: { fact: AuditFact; timeZone: string }) {
  return at === undefined ? <bdi>{value}</bdi> : <Time at={at} timeZone={timeZone} />;
}

/** Who did it. */
export function TrailActor({ actor }: { actor: AuditActorView }) {
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

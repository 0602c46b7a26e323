import type { IncidentScope } from '#lib/contract/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import type { Description } from '../../ui/description-list';
import { Time } from '../../ui/time';
import { scopeOf } from './scope-name.ts';

const { place } = guidedIncidentMessages;
const { facts: messages } = secondApprovalMessages;

/**
 * What an incident is about, besides what it stops: the same words before it is asked for and before it is approved. No API key is
 * in scope of an encryption key.
 */
export function scopeItems(
  { on, since, endSessions, revokeKeys }: IncidentScope,
  timeZone: string,
): Description[] {
  const keys = { term: messages.keys, value: revokeKeys === 'yes' ? place.revoke : place.keepKeys };
  return [
    {
      term: messages.since,
      value: since === '' ? place.counted.unknown : <Time at={new Date(since)} timeZone={timeZone} />,
    },
    { term: messages.sessions, value: place.endSessionsOptions[endSessions] },
    ...(scopeOf(on) === 'ring_key' ? [] : [keys]),
  ];
}

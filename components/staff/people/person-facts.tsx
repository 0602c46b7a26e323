import { staffPeopleMessages } from '#web/messages/staff/people';
import type { SessionView } from '#web/sessions/list-sessions';
import type { StaffPersonView } from '#web/staff/read-person';
import { Badge } from '../../ui/badge';
import { Card } from '../../ui/card';
import { DescriptionList } from '../../ui/description-list';
import { Time } from '../../ui/time';

const { facts, sessions: sessionTexts } = staffPeopleMessages.person;

type PersonFactsProps = { person: StaffPersonView; timeZone: string };

/** What is known of a colleague. */
export function PersonFacts({ person, timeZone }: PersonFactsProps) {
  const role = staffPeopleMessages.roles[person.role];
  const time = (at: Date | null, none: string) =>
    at === null ? <span className="text-muted">{none}</span> : <Time at={at} timeZone={timeZone} />;
  return (
    <Card aria-labelledby="facts">
      <h2 id="facts" className="mb-4 font-semibold text-lg">
        {facts.title}
      </h2>
      <DescriptionList
        items={[
          { term: facts.email, value: <bdi>{person.email}</bdi> },
          {
            term: facts.role,
            value: (
              <>
                {role.name}
                <span className="block text-muted text-sm">{role.may}</span>
              </>
            ),
          },
          {
            term: facts.state,
            value: (
              <>
                <PersonState person={person} />
                {person.disabledAt === null ? null : (
                  <span className="block text-muted text-sm">
                    {facts.disabledSince}
                    <Time at={person.disabledAt} timeZone={timeZone} />
                  </span>
                )}
              </>
            ),
          },
          { term: facts.lastSignIn, value: time(person.lastSignedInAt, staffPeopleMessages.never) },
          { term: facts.lastAct, value: time(person.lastActAt, facts.lastActNone) },
          {
            term: facts.accounts,
            value:
              person.issuers.length === 0 ? (
                <span className="text-muted">{facts.noAccount}</span>
              ) : (
                person.issuers.map((issuer) => (
                  <bdi key={issuer} className="block">
                    {issuer}
                  </bdi>
                ))
              ),
          },
          {
            term: facts.passkey,
            value: person.hasPasskey ? staffPeopleMessages.passkey.yes : staffPeopleMessages.passkey.no,
          },
          { term: facts.added, value: time(person.createdAt, '') },
        ]}
      />
    </Card>
  );
}

type PersonSessionsProps = { sessions: readonly SessionView[]; timeZone: string };

/** Where a colleague is signed in. */
export function PersonSessions({ sessions, timeZone }: PersonSessionsProps) {
  return (
    <Card aria-labelledby="sessions">
      <h2 id="sessions" className="mb-4 font-semibold text-lg">
        {sessionTexts.title}
      </h2>
      {sessions.length === 0 ? (
        <p className="text-muted text-sm">{sessionTexts.none}</p>
      ) : (
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <li key={session.id} className="py-3 text-sm first:pt-0 last:pb-0">
              <p className="font-medium">{session.device ?? sessionTexts.unknownDevice}</p>
              <p className="text-muted wrap-anywhere">{session.network ?? sessionTexts.unknownNetwork}</p>
              <p className="text-muted">
                {sessionTexts.since}
                <Time at={session.since} timeZone={timeZone} />
                {sessionTexts.lastSeen}
                <Time at={session.lastSeenAt} timeZone={timeZone} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type PersonStateProps = { person: { disabledAt: Date | null; lastSignedInAt: Date | null } };

/** Whether somebody may sign in, and has. */
export function PersonState({ person }: PersonStateProps) {
  if (person.disabledAt !== null) return <Badge tone="neutral">{staffPeopleMessages.states.disabled}</Badge>;
  if (person.lastSignedInAt === null) return <Badge tone="info">{staffPeopleMessages.states.invited}</Badge>;
  return <Badge tone="good">{staffPeopleMessages.states.active}</Badge>;
}

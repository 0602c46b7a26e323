import { appendAudit } from '#lib/audit/append';
import {
  type EventOutcome,
  isBeforeConsent,
  type MoneyMovement,
  moneyMovement,
} from '#lib/contract/standings';
import type { Tx } from '#lib/db/client';
import { type ConnectionOf, findConnectionsOf } from '#vault/connections/connection-row';
import { addNotice } from '#vault/connections/notices';
import { addEvent } from '#vault/events/add-event';
import { endDeactivated } from '#vault/grants/end-deactivated';
import {
  factKey,
  isNewer,
  readStandings,
  type Subject,
  subjectKey,
  type TimedFact,
  toStanding,
  writeStandings,
} from './standings';

export type FactResult = { outcome: EventOutcome; connectionIds: string[] };

/**
 * Applies what Wise said, in this order, in the caller's transaction, which holds `lockSorting`: the newest of each fact
 * stands, connections of a user or profile that was deactivated need a reconnect, and a customer hears of what got worse.
 */
export async function applyFacts(tx: Tx, facts: readonly TimedFact[]): Promise<Map<TimedFact, FactResult>> {
  if (facts.length === 0) return new Map();
  const connections = await findConnectionsOf(tx, facts);
  const before = await readStandings(tx, subjectsOf(facts, connections));
  const after = new Map(before);
  const results = new Map<TimedFact, FactResult>();
  const changed = new Map<string, TimedFact>();
  for (const fact of facts) {
    const key = factKey(fact);
    const known = after.get(key);
    const isNews = known === undefined || isNewer(fact, known);
    const isSame = known?.value === fact.value && known.dueAt?.micros === fact.dueAt?.micros;
    if (isNews) {
      after.set(key, fact);
      changed.set(key, fact);
    }
    const about = connections.filter((each) => isAbout(fact, each)).map(({ id }) => id);
    const outcome = isSame ? 'unchanged' : !isNews ? 'outdated' : about.length > 0 ? 'applied' : 'recorded';
    results.set(fact, { outcome, connectionIds: about.slice(0, 20) });
  }
  await writeStandings(tx, [...changed.values()]);
  for (const connection of connections) {
    const ended = await endIfDeactivated(tx, connection, facts, results);
    await tellChange(tx, connection, { before, after, ended });
  }
  return results;
}

const isAbout = (fact: Subject, connection: ConnectionOf): boolean =>
  fact.environment === connection.environment &&
  fact.subjectId === (fact.subject === 'user' ? connection.wiseUserId : connection.profileId);

/** Of whom standings are needed: of the facts, and of both the user and the profile of each connection. */
function subjectsOf(facts: readonly TimedFact[], connections: readonly ConnectionOf[]): Subject[] {
  const all: Subject[] = [
    ...facts,
    ...connections.flatMap(({ environment, wiseUserId, profileId }): Subject[] => [
      { environment, subject: 'user', subjectId: wiseUserId },
      { environment, subject: 'profile', subjectId: profileId },
    ]),
  ];
  return [...new Map(all.map((each) => [subjectKey(each), each])).values()];
}

/**
 * A deactivation ended the tokens at Wise for good, so it counts also when something newer is known of the user by now. One
 * from before the latest consent is over.
 */
async function endIfDeactivated(
  tx: Tx,
  connection: ConnectionOf,
  facts: readonly TimedFact[],
  results: Map<TimedFact, FactResult>,
): Promise<boolean> {
  const fact = facts.find(
    (each) =>
      each.fact === 'state' &&
      each.value === 'deactivated' &&
      isAbout(each, connection) &&
      !isBeforeConsent(new Date(each.occurredAt.text), connection.connectedAt),
  );
  if (fact === undefined || connection.status !== 'active') return false;
  const isEnded = await endDeactivated(tx, connection);
  const result = results.get(fact);
  if (isEnded && result !== undefined) result.outcome = 'applied';
  return isEnded;
}

type Change = { before: Map<string, TimedFact>; after: Map<string, TimedFact>; ended: boolean };

/** Whether money can move is written to the trail when it changes; the customer is told when something more stands in the way. */
async function tellChange(tx: Tx, connection: ConnectionOf, { before, after, ended }: Change): Promise<void> {
  const was = movementOf(connection, before);
  const is = movementOf(connection, after);
  const codes = (movement: MoneyMovement) => movement.reasons.map(({ code }) => code);
  const added = codes(is).filter((code) => !codes(was).includes(code));
  if (added.length === 0 && codes(is).length === codes(was).length) return;
  await appendAudit(tx, {
    action: 'connection.money_movement',
    actor: { kind: 'system', id: 'vault' },
    connectionId: connection.id,
    environment: connection.environment,
    detail: { from: was.state, to: is.state, reasons: codes(is).join(' ') },
  });
  await addEvent(tx, {
    type: 'profile.changed',
    connectionId: connection.id,
    environment: connection.environment,
    detail: { money_movement: { state: is.state, reasons: is.reasons.map(({ code }) => ({ code })) } },
  });
  // whose connection ended has a notice that says more
  if (added.length > 0 && !ended && connection.status === 'active') {
    const { customerId, id: connectionId } = connection;
    await addNotice(tx, { customerId, connectionId, kind: 'money_movement' });
  }
}

function movementOf(connection: ConnectionOf, standings: Map<string, TimedFact>): MoneyMovement {
  const own = [...standings.values()].filter((each) => isAbout(each, connection));
  return moneyMovement(own.map(toStanding), connection.connectedAt);
}

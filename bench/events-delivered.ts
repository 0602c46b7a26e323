import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { API_KEY_SCOPES } from '#lib/contract/api-key-scopes';
import { EventReceiver } from '#test/event-receiver';
import { createApiKey } from '#vault/api-keys/create-key';
import { type Stack, startStack, type VaultProcess } from './stack';

const CONNECTIONS = 500;
/** Of the connections, how many change in one statement. */
const AT_ONCE = 25;
const RATE = 200;
const PATIENCE_MS = 6 * 60_000;

type Receiver = Pick<EventReceiver, 'answer' | 'down' | 'up'>;

type Fault = {
  what: string;
  seconds: number;
  /** The vault is killed at its end. */
  killsVault?: true;
  begin: (receiver: Receiver) => Promise<void> | void;
};
/** What goes wrong, by turns. */
const FAULTS: readonly Fault[] = [
  { what: 'well', seconds: 3, begin: () => undefined },
  { what: 'down', seconds: 6, killsVault: true, begin: (receiver) => receiver.down() },
  {
    what: 'slow (2 s each)',
    seconds: 6,
    begin: (receiver) => {
      receiver.answer = () => sleep(2_000, 200);
    },
  },
  {
    what: '500',
    seconds: 6,
    begin: (receiver) => {
      receiver.answer = () => 500;
    },
  },
  {
    what: 'one in three 500',
    seconds: 4,
    killsVault: true,
    begin: (receiver) => {
      let turn = 0;
      receiver.answer = () => (++turn % 3 === 0 ? 500 : 200);
    },
  },
  {
    what: '410',
    seconds: 4,
    begin: (receiver) => {
      receiver.answer = () => 410;
    },
  },
  {
    what: 'silent',
    seconds: 12,
    begin: (receiver) => {
      receiver.answer = () => undefined;
    },
  },
];

const since = (began: number) => ((performance.now() - began) / 1_000).toFixed(1);

/** @returns whether each event of so many changes arrived, in order, signed. */
export async function deliverAll(changes: number): Promise<boolean> {
  const receiver = await EventReceiver.start();
  const stack = await startStack({ EVENT_ALLOWED_ORIGINS: receiver.url, LOG_LEVEL: 'fatal' });
  const owner = new pg.Pool({ connectionString: stack.ownerUrl, max: 4 });
  try {
    const ids = await addConnections(stack, owner);
    const ask = await asker(stack);
    const stopVault = await stack.startVault();
    const { id, secret } = await ask('', { environment: 'sandbox', url: `${receiver.url}/hooks` });
    receiver.secrets = [secret];
    const place: Place = { receiver, stack, owner, ask, id, began: performance.now() };
    const changing = change(owner, ids, changes);
    const kills = await walkThroughFaults(place, stopVault);
    await changing;
    await untilWell(place);
    const verdict = await judge(owner, receiver);
    console.log(
      `${verdict.events} events of ${changes} changes, ${kills} kill -9: ${verdict.missing} missing, ${verdict.repeated} taken more than once, ` +
        `${verdict.disordered} out of order, ${verdict.unsigned} without a valid signature`,
    );
    const wrong = verdict.missing + verdict.disordered + verdict.unsigned;
    return verdict.events === changes && wrong === 0 && kills === 2;
  } finally {
    await owner.end();
    await stack.close();
    await receiver.close();
  }
}

async function addConnections(stack: Stack, owner: pg.Pool): Promise<string[]> {
  await stack.addCustomers(CONNECTIONS);
  const { rows } = await owner.query<{ id: string }>(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name, status)
     SELECT id, 'sandbox', 'bench', 'u' || n, n::text, 'personal', name, 'active'
     FROM (SELECT id, name, row_number() OVER (ORDER BY id) AS n FROM customers) AS people RETURNING id`,
  );
  await owner.query('DELETE FROM vault.events');
  return rows.map(({ id }) => id);
}

/** The partner's calls about endpoints for events. */
async function asker(stack: Stack) {
  const { key } = await createApiKey(stack.own.database, {
    name: 'events',
    scopes: API_KEY_SCOPES,
    operator: 'bench',
  });
  return async (path: string, body?: unknown) => {
    const answer = await fetch(`${stack.url}/v1/event-endpoints${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key.reveal()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

type Place = {
  receiver: EventReceiver;
  stack: Stack;
  owner: pg.Pool;
  ask: Awaited<ReturnType<typeof asker>>;
  id: string;
  began: number;
};

const say = ({ began, receiver }: Place, what: string) =>
  console.log(`${since(began).padStart(7)} s  ${what}; ${receiver.taken} taken`);

/** @returns how often the vault was killed. */
async function walkThroughFaults(place: Place, firstVault: VaultProcess): Promise<number> {
  const { receiver, stack } = place;
  let stopVault = firstVault;
  let kills = 0;
  for (const { what, seconds, killsVault, begin } of FAULTS) {
    say(place, `the receiver is ${what}`);
    await receiver.up();
    receiver.answer = () => 200;
    const before = receiver.arrived.length;
    await begin(receiver);
    await sleep(seconds * 1_000);
    // after a kill nobody sends for as long as the lease of the dead vault
    const patience = performance.now() + 60_000;
    while (receiver.isUp && receiver.arrived.length === before && performance.now() < patience)
      await sleep(100);
    // what came of it is written
    await sleep(1_000);
    if (killsVault === true) {
      await stopVault('SIGKILL');
      kills += 1;
      say(place, 'kill -9 of the vault');
      stopVault = await stack.startVault();
    }
    await enableWithMissed(place);
  }
  await receiver.up();
  receiver.answer = () => 200;
  say(place, 'the receiver is well');
  return kills;
}

/** As a partner does who answered 410: back, from the last event that was added for them. */
async function enableWithMissed(place: Place): Promise<void> {
  const { ask, owner, id, receiver } = place;
  const [endpoint] = (await ask('')).data;
  if (endpoint.disabled_reason === null) return;
  const { rows } = await owner.query<{ after: string }>(
    `SELECT coalesce(max(position), 0)::text AS after FROM vault.event_deliveries WHERE endpoint_id = $1`,
    [id],
  );
  receiver.answer = () => 200;
  await ask(`/${id}/enable`, { after: rows[0]?.after });
  say(place, 'it had answered 410 and was disabled; it is enabled');
}

/** Until nothing waits, or patience ends. */
async function untilWell({ ask, owner, receiver }: Place): Promise<void> {
  const wellSince = performance.now();
  const before = receiver.taken;
  while (performance.now() - wellSince < PATIENCE_MS) {
    const [endpoint] = (await ask('')).data;
    if (endpoint.waiting === 0 && (await isAllPlaced(owner))) break;
    await sleep(200);
  }
  console.log(
    `the changes were made, and it was well: ${receiver.taken - before} more in ${since(wellSince)} s`,
  );
}

/** Freezes and releases connections by turns, a statement for some of them, at a steady rate. */
async function change(owner: pg.Pool, ids: readonly string[], changes: number): Promise<void> {
  const began = performance.now();
  for (let done = 0; done < changes; ) {
    const size = Math.min(AT_ONCE, changes - done);
    const from = done % ids.length;
    await owner.query(
      `UPDATE connections SET frozen_at = CASE WHEN frozen_at IS NULL THEN now() END WHERE id = ANY ($1)`,
      [ids.slice(from, from + size)],
    );
    done += size;
    await sleep(Math.max(0, began + (done / RATE) * 1_000 - performance.now()));
  }
}

async function isAllPlaced(owner: pg.Pool): Promise<boolean> {
  const { rowCount } = await owner.query('SELECT 1 FROM vault.events WHERE position IS NULL LIMIT 1');
  return rowCount === 0;
}

type Verdict = { events: number; missing: number; repeated: number; disordered: number; unsigned: number };

/** Holds what arrived to what the database says happened. */
async function judge(owner: pg.Pool, receiver: EventReceiver): Promise<Verdict> {
  const { rows } = await owner.query<{ id: string; line: string }>(
    'SELECT id::text AS id, connection_id::text AS line FROM vault.events WHERE connection_id IS NOT NULL ORDER BY position',
  );
  const happened = grouped(rows, ({ line }) => line);
  const taken = receiver.arrived.filter(({ status }) => status === 200);
  const arrived = grouped(taken, ({ event: { data } }) =>
    'connection_id' in data ? data.connection_id : '',
  );
  let disordered = 0;
  let missing = 0;
  for (const [line, events] of happened) {
    const seen = [...new Set((arrived.get(line) ?? []).map(({ event }) => event.id))];
    missing += events.filter(({ id }) => !seen.includes(id)).length;
    disordered += seen.filter((id, at) => events[at]?.id !== id).length;
  }
  return {
    events: rows.length,
    missing,
    disordered,
    repeated: taken.length - new Set(taken.map(({ event }) => event.id)).size,
    unsigned: receiver.arrived.filter(({ isSigned }) => !isSigned).length,
  };
}

/** Map.groupBy is of Node 21. */
function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

import type { StaffPeopleActInput } from '#lib/contract/staff-acts';
import type { StepUpAct, StepUpActInput } from '#lib/contract/step-up';
import type { VaultContext } from '#vault/runtime/context';
import { makeApiKey } from './api-key';
import { newCustomer, newStaff } from './attempts';
import { SoftwareAuthenticator } from './authenticator';
import { bareConnections, previewed, startOf } from './bulk';
import type { Harness } from './harness';
import { PERSONAL_TOKEN_REQUESTS } from './personal-token-requests';
import { STAFF_ACTS } from './staff-acts';
import { type StaffWithPasskey, storePasskey } from './step-up';

/** A request of an internal route that would do the act, on things of its own. */
export type Opened = {
  /** As `INTERNAL_ROUTES` has it, but for the method. */
  route: string;
  /** For `:id`. */
  id?: string;
  body?: Readonly<Record<string, unknown>>;
  /** What the passkey approves; absent: it wants none. */
  act?: StepUpActInput;
};

export type World = { harness: Harness; vault: VaultContext; maker: StaffWithPasskey };
/** @param by who is going to ask: what belongs to a person is made theirs. */
export type ActRequest = {
  /** What the answer says when it was done. */
  done: string;
  open: (world: World, by: StaffWithPasskey) => Promise<Opened>;
};

export const REASON = 'case 12';

export async function oneConnection({ harness }: World): Promise<string> {
  const [id = ''] = await bareConnections(harness, 1);
  return id;
}

export async function insert({ harness }: World, sql: string, values: unknown[]): Promise<string> {
  const { rows } = await harness.owner.query<{ id: string }>(`${sql} RETURNING id::text AS id`, values);
  return String(rows[0]?.id);
}

/** A hold on an API key that is no other test's. */
export async function heldKey(world: World): Promise<{ holdId: string; keyId: string }> {
  const { id: keyId } = await makeApiKey(world.vault.database);
  const sql = `INSERT INTO vault.holds (scope, value, reason, placed_by) VALUES ('api_key', $1, 'x', 'test')`;
  return { keyId, holdId: await insert(world, sql, [keyId]) };
}

/** An open incident on a held API key, without a step left to take. */
export async function openIncident(world: World): Promise<{ incidentId: string; holdId: string }> {
  const { holdId, keyId } = await heldKey(world);
  const sql = `INSERT INTO vault.incidents (scope, value, reason, end_sessions, revoke_keys, is_drill, hold_id, placed_by, counts)
    VALUES ('api_key', $1, 'x', 'none', false, true, $2, 'test', '{}')`;
  return { holdId, incidentId: await insert(world, sql, [keyId, holdId]) };
}

/** An incident on an API key, as it is asked for. */
export async function incidentAct({ vault }: World): Promise<StepUpActInput & { act: 'incident.place' }> {
  const { id } = await makeApiKey(vault.database);
  return {
    ...{ act: 'incident.place', on: `api_key:${id}`, since: '', endSessions: 'none' },
    ...{ revokeKeys: 'no', drill: 'no', reason: REASON },
  };
}

/** A list of one connection that is there to be started: by this person, where they may make one. */
export async function listOfOne(world: World, by: StaffWithPasskey): Promise<string> {
  const { rows } = await world.harness.owner.query('SELECT role::text AS role FROM staff WHERE id = $1', [
    by.id,
  ]);
  const maker = ['operator', 'admin'].includes(rows[0]?.role) ? by : world.maker;
  const connectionIds = await bareConnections(world.harness, 1);
  return previewed(world.vault, maker.session, { kind: 'freeze', connectionIds });
}

/** A list that was started, in this state. No vault works on it meanwhile. */
export async function startedList(world: World, state: string): Promise<string> {
  const id = await listOfOne(world, world.maker);
  await world.harness.owner.query(
    `UPDATE vault.bulk_acts SET state = $2, reason = 'x', started_role = 'admin', started_at = now(),
       held_by = gen_random_uuid(), held_until = now() + interval '1 hour' WHERE id = $1`,
    [id, state],
  );
  return id;
}

/** An endpoint for events that is no other test's, of a type that none makes; with a reason it is disabled. */
export const newEndpoint = (world: World, disabled: string | null = null): Promise<string> =>
  insert(
    world,
    `INSERT INTO vault.event_endpoints (environment, url, types, disabled_at, disabled_reason)
     VALUES ('sandbox', 'https://hooks.example/', '{connection.expiring}', CASE WHEN $1::text IS NOT NULL THEN now() END, $1)`,
    [disabled],
  );

const onColleague =
  (name: string) =>
  async ({ harness }: World): Promise<Opened> => {
    const prepare = STAFF_ACTS[name];
    if (prepare === undefined) throw new Error(name);
    const act: StaffPeopleActInput = await prepare(harness, await newStaff(harness, 'viewer'));
    return { route: '/internal/staff-acts', body: { act }, act };
  };

/** Every act that a passkey approves, through the route that does it. */
export const STEP_UP_REQUESTS: Readonly<Record<StepUpAct['act'], ActRequest>> = {
  'connection.disconnect': {
    done: 'disconnected',
    open: async (world) => {
      const connectionId = await oneConnection(world);
      const act = { act: 'connection.disconnect', connectionId, reason: REASON } as const;
      return {
        route: '/internal/connections/:id/disconnect',
        id: connectionId,
        body: { reason: REASON },
        act,
      };
    },
  },
  'connection.withdraw': {
    done: 'disconnected',
    open: async (world) => {
      const connectionId = await oneConnection(world);
      const withdrawal = {
        channel: 'post',
        receivedOn: new Date().toISOString().slice(0, 10),
        reference: 'Letter 4711',
      } as const;
      const act = { act: 'connection.withdraw', connectionId, ...withdrawal } as const;
      return { route: '/internal/connections/:id/disconnect', id: connectionId, body: { withdrawal }, act };
    },
  },
  'connections.export': {
    done: 'ok',
    open: async () => ({
      route: '/internal/connections/exports',
      body: { query: 'q=x' },
      act: { act: 'connections.export', query: 'q=x' },
    }),
  },
  'passkey.remove': {
    done: 'ok',
    open: async ({ harness }, by) => {
      const passkeyId = await storePasskey(harness, by.id, new SoftwareAuthenticator());
      return {
        route: '/internal/passkeys/:id/remove',
        id: passkeyId,
        act: { act: 'passkey.remove', passkeyId },
      };
    },
  },
  'customer.export': {
    done: 'ok',
    open: async ({ harness }) => {
      const id = await newCustomer(harness);
      return {
        ...{ route: '/internal/customers/:id/export', id },
        act: { act: 'customer.export', customerId: id },
      };
    },
  },
  'customer.erase': {
    done: 'under_way',
    open: async ({ harness }) => {
      const id = await newCustomer(harness);
      return {
        ...{ route: '/internal/customers/:id/erase', id },
        act: { act: 'customer.erase', customerId: id },
      };
    },
  },
  'passkey.code': {
    done: 'ok',
    open: async ({ harness }) => {
      const staffId = await newStaff(harness, 'viewer');
      return {
        route: '/internal/passkey-codes',
        body: { staffId },
        act: { act: 'passkey.code', staffId },
      };
    },
  },
  'staff.invite': { done: 'done', open: onColleague('staff.invite') },
  'staff.role': { done: 'done', open: onColleague('staff.role') },
  'staff.disable': { done: 'done', open: onColleague('staff.disable') },
  'staff.enable': { done: 'done', open: onColleague('staff.enable') },
  'staff.sign_out': { done: 'done', open: onColleague('staff.sign_out') },
  'staff.release': { done: 'done', open: onColleague('staff.release') },
  'staff.finish_review': {
    done: 'done',
    open: async (world) => {
      await world.harness.owner.query('DELETE FROM access_reviews');
      const reviewId = await insert(world, 'INSERT INTO access_reviews (started_by) VALUES ($1)', [
        world.maker.id,
      ]);
      await world.harness.owner.query(
        `INSERT INTO access_review_items (review_id, staff_id, role, decision, decided_by)
         SELECT $1, id, role, 'confirmed', $2 FROM staff WHERE disabled_at IS NULL`,
        [reviewId, world.maker.id],
      );
      const act = { act: 'staff.finish_review', reviewId } as const;
      return { route: '/internal/staff-acts', body: { act }, act };
    },
  },
  'hold.place': {
    done: 'placed',
    open: async ({ vault }) => {
      const { id } = await makeApiKey(vault.database);
      const act = { act: 'hold.place', on: `api_key:${id}`, reason: REASON } as const;
      return { route: '/internal/holds', body: { act }, act };
    },
  },
  'hold.release': {
    done: 'released',
    open: async (world) => {
      const { holdId } = await heldKey(world);
      const act = { act: 'hold.release', holdId, reason: REASON } as const;
      return { route: '/internal/holds', body: { act }, act };
    },
  },
  'incident.place': {
    done: 'waits',
    open: async (world) => {
      const act = await incidentAct(world);
      return { route: '/internal/incidents', body: { act }, act };
    },
  },
  'incident.release': {
    done: 'done',
    open: async (world) => {
      const { incidentId } = await openIncident(world);
      const act = { act: 'incident.release', incidentId, percent: '100', reason: REASON } as const;
      return { route: '/internal/incidents/act', body: { act }, act };
    },
  },
  'incident.close': {
    done: 'done',
    open: async (world) => {
      const { incidentId, holdId } = await openIncident(world);
      await world.harness.owner.query(
        `UPDATE vault.holds SET released_at = now(), released_by = 'test' WHERE id = $1`,
        [holdId],
      );
      const act = { act: 'incident.close', incidentId, reason: REASON } as const;
      return { route: '/internal/incidents/act', body: { act }, act };
    },
  },
  'bulk.start': {
    done: 'started',
    open: async (world, by) => {
      const act = startOf(await listOfOne(world, by), 'freeze', 1);
      return { route: '/internal/bulk-acts/acts', body: { act }, act };
    },
  },
  'bulk.export': {
    done: 'exported',
    open: async (world) => {
      const bulkActId = await startedList(world, 'paused');
      const act = { act: 'bulk.export', bulkActId } as const;
      return { route: '/internal/bulk-acts/acts', body: { act }, act };
    },
  },
  'audit.export': {
    done: 'a file',
    open: async () => {
      const act = { act: 'audit.export', from: '', to: '2020-01-01', personal: 'no' } as const;
      return { route: '/internal/audit/exports', body: { act }, act };
    },
  },
  'event_endpoint.enable': {
    done: 'enabled',
    open: async (world) => {
      const act = {
        act: 'event_endpoint.enable',
        endpointId: await newEndpoint(world, 'asked'),
        begin: 'now',
      } as const;
      return { route: '/internal/event-endpoints/acts', body: { act }, act };
    },
  },
  'event_endpoint.disable': {
    done: 'disabled',
    open: async (world) => {
      const act = { act: 'event_endpoint.disable', endpointId: await newEndpoint(world) } as const;
      return { route: '/internal/event-endpoints/acts', body: { act }, act };
    },
  },
  ...PERSONAL_TOKEN_REQUESTS,
};

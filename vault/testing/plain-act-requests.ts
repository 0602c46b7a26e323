import { newToken } from '#lib/hash/tokens';
import {
  type ActRequest,
  insert,
  newEndpoint,
  oneConnection,
  openIncident,
  REASON,
  startedList,
} from './act-requests';

const onConnection =
  (what: string, body: Readonly<Record<string, unknown>> = {}): ActRequest['open'] =>
  async (world) => ({ route: `/internal/connections/:id/${what}`, id: await oneConnection(world), body });

const LATER = new Date(Date.now() + 86_400_000).toISOString();

/** A list in this state, for who stops it or lets it go on. */
const onList =
  (act: string, state: string): ActRequest['open'] =>
  async (world) => {
    const bulkActId = await startedList(world, state);
    return { route: '/internal/bulk-acts/acts', body: { act: { act, bulkActId } } };
  };

/** With an endpoint for events. */
const onEndpoint =
  (act: string, more: Readonly<Record<string, string>> = {}): ActRequest['open'] =>
  async (world) => ({
    route: '/internal/event-endpoints/acts',
    body: { act: { act: `event_endpoint.${act}`, endpointId: await newEndpoint(world), ...more } },
  });

/** What a list's begin asks. */
const LIST = { kind: 'freeze', source: 'selection', query: '', ownerStaffId: null };

/** Every other act of staff at the vault: these want no passkey. By the right they want. */
export const PLAIN_REQUESTS = {
  view: {
    inventory: { done: 'ok', open: async () => ({ route: '/internal/inventory' }) },
    readiness: {
      done: 'ok',
      open: async () => ({
        route: '/internal/readiness',
        body: { environment: 'sandbox', isExported: true },
      }),
    },
  },
  check: { check: { done: 'unavailable', open: onConnection('check') } },
  note: {
    'add a note': { done: 'ok', open: onConnection('notes', { text: newToken() }) },
    'withdraw their own note': {
      done: 'ok',
      open: async (world, by) => {
        const id = await oneConnection(world);
        const sql = `INSERT INTO connection_notes (connection_id, staff_id, text) VALUES ($1, $2, 'x')`;
        const noteId = await insert(world, sql, [id, by.id]);
        return { route: '/internal/connections/:id/notes/withdraw', id, body: { noteId } };
      },
    },
  },
  assign: { assign: { done: 'unchanged', open: onConnection('owner', { staffId: null }) } },
  snooze: {
    snooze: { done: 'ok', open: onConnection('snooze', { until: LATER, reason: REASON, startedList }) },
    'end a snooze': { done: 'ok', open: onConnection('snooze/end') },
  },
  send_link: { 'send a link': { done: 'queued', open: onConnection('reconnect-link') } },
  freeze: { freeze: { done: 'done', open: onConnection('freeze', { reason: REASON, startedList }) } },
  release: { release: { done: 'unchanged', open: onConnection('release', { reason: REASON, startedList }) } },
  bulk_act: {
    'begin a list': { done: 'ok', open: async () => ({ route: '/internal/bulk-acts', body: LIST }) },
    'pause a list': { done: 'paused', open: onList('bulk.pause', 'running') },
    'resume a list': { done: 'resumed', open: onList('bulk.resume', 'paused') },
    'cancel a list': { done: 'cancelled', open: onList('bulk.cancel', 'running') },
  },
  run_incident: {
    'count what an incident covers': {
      done: 'ok',
      open: async () => ({
        route: '/internal/incidents/dry-run',
        body: { scope: { on: 'everything', since: '', endSessions: 'none', revokeKeys: 'no' } },
      }),
    },
    'take a step of an incident': {
      done: 'done',
      open: async (world) => {
        const { incidentId } = await openIncident(world);
        const sql = `INSERT INTO vault.incident_steps (incident_id, step, place, state) VALUES ($1, 'customers_told', 7, 'open')`;
        await world.harness.owner.query(sql, [incidentId]);
        const act = { act: 'conclude', step: 'customers_told', as: 'done', proof: 'letter' };
        return { route: '/internal/incidents/:id/step', id: incidentId, body: { act } };
      },
    },
  },
  manage_events: {
    'send a test event': { done: 'tested', open: onEndpoint('test') },
    'send an event again': { done: 'none', open: onEndpoint('send_again', { position: '999999' }) },
    'send events again': { done: 'none', open: onEndpoint('replay', { hours: '1' }) },
  },
  manage_personal_tokens: {
    'make a sealing key': {
      done: 'ok',
      open: async () => ({ route: '/internal/sealing-keys', body: { act: 'personal_token.store' } }),
    },
  },
  manageStaff: {
    'start an access review': {
      done: 'ok',
      open: async () => ({ route: '/internal/access-reviews', body: { act: { act: 'start' } } }),
    },
  },
} as const satisfies Record<string, Readonly<Record<string, ActRequest>>>;

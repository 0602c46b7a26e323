import { HOLD_SCOPES } from '../contract/holds';
import { ALARM_CODES } from '../contract/notifications';
import { ENVIRONMENTS } from '../env/wise';
import { ERROR_CODES } from '../errors/codes';

/** Templates that our own routes are registered by: bounded by the code, and by a number besides. */
export const TEMPLATE = 'template';

type Label = readonly string[] | typeof TEMPLATE;
type Entry = {
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: Readonly<Record<string, Label>>;
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const LISTENERS = ['web', 'partner', 'internal', 'webhooks'];
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** What a request to the partner API for a token comes to: its own outcomes, and the codes of problems. */
const VEND_OUTCOMES = ['issued', 'unchanged', ...Object.keys(ERROR_CODES)];
const REFRESH_OUTCOMES = [
  ...['refreshed', 'lost', 'busy', 'unavailable', 'not_refreshable', 'breaker_open'],
  // it ended in an error of ours
  'failed',
];

/** Every metric of ours. docs/operations/ uses these names, and a test holds it to them. */
export const METRICS = {
  connect_http_requests_total: {
    type: 'counter',
    help: 'Requests that were answered.',
    labels: { listener: LISTENERS, method: METHODS, route: TEMPLATE, status: STATUS_CLASSES },
  },
  connect_http_request_duration_seconds: {
    type: 'histogram',
    help: 'From the head of a request to the end of its answer.',
    labels: { listener: LISTENERS, route: TEMPLATE },
  },
  connect_vends_total: {
    type: 'counter',
    help: 'Answers to requests for an access token.',
    labels: { outcome: VEND_OUTCOMES },
  },
  connect_refreshes_total: {
    type: 'counter',
    help: 'Attempts to refresh a grant, by what they were wanted for.',
    labels: { reason: ['due', 'vend', 'check', 'rejected', 'recover'], outcome: REFRESH_OUTCOMES },
  },
  connect_wise_requests_total: {
    type: 'counter',
    help: 'Calls to Wise; none: no answer came.',
    labels: { environment: ENVIRONMENTS, endpoint: ['token', 'api'], status: [...STATUS_CLASSES, 'none'] },
  },
  connect_wise_request_duration_seconds: {
    type: 'histogram',
    help: 'From a call to Wise to the head of its answer.',
    labels: { environment: ENVIRONMENTS, endpoint: ['token', 'api'] },
  },
  connect_jobs: {
    type: 'gauge',
    help: 'Background jobs, counted up to 10,000.',
    labels: { state: ['due', 'waiting', 'running', 'given_up'] },
  },
  connect_jobs_oldest_due_seconds: {
    type: 'gauge',
    help: 'How long the background job that is due for longest has waited.',
    labels: {},
  },
  connect_holds: { type: 'gauge', help: 'Holds in force.', labels: { scope: HOLD_SCOPES } },
  connect_alarms_open: { type: 'gauge', help: 'Open alarms.', labels: { code: ALARM_CODES } },
  connect_ring_keys: {
    type: 'gauge',
    help: 'Ring keys in the database.',
    labels: { state: ['pre_active', 'active', 'decrypt_only', 'destroyed', 'compromised'] },
  },
  connect_db_pool_connections: {
    type: 'gauge',
    help: 'Connections of this process to PostgreSQL, and requests that wait for one.',
    labels: { state: ['open', 'idle', 'waiting'] },
  },
  connect_database_up: {
    type: 'gauge',
    help: '1 when the last look at the database for these figures was answered.',
    labels: {},
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type MetricName = keyof typeof METRICS;
type OfType<Type extends Entry['type']> = {
  [Name in MetricName]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[MetricName];
export type CounterName = OfType<'counter'>;
export type GaugeName = OfType<'gauge'>;
export type HistogramName = OfType<'histogram'>;
export type LabelsOf<Name extends MetricName> = Readonly<
  Record<keyof (typeof METRICS)[Name]['labels'], string>
>;

import type { ExchangeAnswer } from '#lib/contract/internal-api';
import { type Database, openDatabase } from '#lib/db/client';
import { createReadiness } from '#lib/db/readiness';
import { ENVIRONMENTS } from '#lib/env/wise';
import { createLogger, type Logger } from '#lib/log/logger';
import { type Metrics, NO_METRICS } from '#lib/metrics/metrics';
import { createTargetGuard, type TargetGuard } from '#lib/net/target-guard';
import { type CountVendRefusal, createVendRefusals } from '#vault/access-records/count-refusals';
import { type CheckedKeys, createCheckedKeys } from '#vault/api-keys/checked-keys';
import { createApiKeyRows, type ReadApiKeyRow } from '#vault/api-keys/key-row';
import { joseSettings } from '#vault/env/jose-settings';
import { type VaultEnv, wiseClients } from '#vault/env/vault-env';
import { noteTokenFailure } from '#vault/failed-calls/note-token-failure';
import { createRecordFailedCall, type RecordFailedCall } from '#vault/failed-calls/record-failed-call';
import { createReadAndRecord, type ReadAndRecord, type VendPurpose } from '#vault/vends/read-and-record';
import { createAccessRecords, type WriteAccess } from '../access-records/write-records';
import { createKeyQuotas, type KeyQuotas } from '../api-keys/quota';
import { type ApplicationTokens, createApplicationTokens } from '../credentials/application-tokens';
import { type Credentials, createCredentials } from '../credentials/credentials';
import type { RefreshResult } from '../grants/lease';
import { createVendRows, type ReadVendRow } from '../grants/vend-row';
import { createJose, type Jose } from '../jose/jose';
import { sealOwnCalls } from '../jose/own-calls';
import type { KeyRing } from '../keys/key-ring';
import { randomHex } from '../keys/random';
import { createEnvironmentPauses, type EnvironmentPauses } from '../limits/environment-pause';
import { createRefreshRate, type RefreshRate } from '../limits/refresh-rate';
import { type RootKeys, rootKeysOf } from '../ring-keys/root-keys';
import { createWiseClient } from '../wise/client';
import { WiseClients } from '../wise/clients';
import { DEADLINES, type Deadlines } from './deadlines';
import { createSingleFlight, type SingleFlight } from './single-flight';
import { createTasks, type Tasks } from './tasks';

/** What every act of the vault gets: one per process (tests make two to have "two vaults"). */
export type VaultContext = {
  readonly env: VaultEnv;
  readonly log: Logger;
  /** What Prometheus is told; nothing without METRICS_PORT. */
  readonly metrics: Metrics;
  readonly database: Database;
  /** Whether the database takes our writes now, for probes. */
  readonly isReady: () => Promise<boolean>;
  readonly ring: KeyRing;
  /** They open the ring keys of the database. */
  readonly rootKeys: RootKeys;
  readonly wise: WiseClients;
  /** Names this process in leases: process id and random, so that a restart is somebody else. */
  readonly owner: string;
  readonly deadlines: Deadlines;
  readonly tasks: Tasks;
  /** Those who wait in this process go to the database together (design 4.10). */
  readonly readApiKeyRow: ReadApiKeyRow;
  readonly readVendRow: ReadVendRow;
  readonly recordAccess: WriteAccess;
  readonly readAndRecord: Readonly<Record<VendPurpose, ReadAndRecord>>;
  readonly checkedKeys: CheckedKeys;
  readonly countVendRefusal: CountVendRefusal;
  /** What staff may send to Wise's support. */
  readonly recordFailedCall: RecordFailedCall;
  /** One refresh per connection at a time in this process, shared by all who wait for it. */
  readonly refreshes: SingleFlight<RefreshResult>;
  /** One beginning, and one read of how it stands, per attempt at a time. */
  readonly exchangeStarts: SingleFlight<void>;
  readonly exchangeReads: SingleFlight<ExchangeAnswer>;
  readonly pauses: EnvironmentPauses;
  readonly refreshRate: RefreshRate;
  /** What is known of our own client secrets. */
  readonly credentials: Credentials;
  /** Tokens of our own at Wise, for calls that are no customer's. */
  readonly applicationTokens: ApplicationTokens;
  /** Our keys for signed and encrypted calls, and those of Wise's that were fetched. */
  readonly jose: Jose;
  /** Calls to addresses that the partner has given. */
  readonly targets: TargetGuard;
  /** How many connections each API key has reached in this hour. */
  readonly keyQuotas: KeyQuotas;
};

export type ContextOptions = {
  deadlines?: Partial<Deadlines>;
  log?: Logger;
  rootKeys?: RootKeys;
  metrics?: Metrics;
};

/** Opens the database pool and the Wise clients; makes no call yet. */
export function createContext(env: VaultEnv, ring: KeyRing, options: ContextOptions = {}): VaultContext {
  const log = options.log ?? createLogger('vault', env.LOG_LEVEL);
  const checkWindowMs = env.CHECK_WINDOW_SECONDS * 1_000;
  const refreshIntervalMs = env.REFRESH_INTERVAL_HOURS * 3_600_000;
  const deadlines = { ...DEADLINES, checkWindowMs, refreshIntervalMs, ...options.deadlines };
  const { tokenCallMs, apiCallMs, certificateProofMs, probeMs } = deadlines;
  const database = openDatabase(env.VAULT_DATABASE_URL.reveal(), {
    applicationName: 'connect-vault',
    max: 20,
  });
  const base = { log, database, deadlines, pauses: createEnvironmentPauses() };
  const tasks = createTasks(log);
  const recordFailedCall = createRecordFailedCall(database, tasks, log);
  const calling = { ...base, credentials: createCredentials(base) };
  const applicationTokens = createApplicationTokens(calling);
  const jose = createJose((environment) => joseSettings(env, environment), ENVIRONMENTS);
  const seal = sealOwnCalls({ ...base, applicationTokens, jose });
  return {
    ...calling,
    env,
    metrics: options.metrics ?? NO_METRICS,
    isReady: createReadiness(() => database.db, probeMs),
    ring,
    rootKeys: options.rootKeys ?? rootKeysOf(env),
    wise: new WiseClients(
      wiseClients(env).map((config) =>
        createWiseClient(config, {
          ...{ log, tokenCallMs, apiCallMs, certificateProofMs, seal },
          onTokenFailure: (failure) => noteTokenFailure(recordFailedCall, config, failure),
        }),
      ),
    ),
    owner: `${process.pid}-${randomHex(8)}`,
    tasks,
    recordFailedCall,
    readApiKeyRow: createApiKeyRows(database),
    readVendRow: createVendRows(database, deadlines),
    recordAccess: createAccessRecords(database),
    readAndRecord: {
      token: createReadAndRecord('token', database, ring, deadlines),
      call: createReadAndRecord('call', database, ring, deadlines),
    },
    checkedKeys: createCheckedKeys(),
    countVendRefusal: createVendRefusals(database),
    refreshes: createSingleFlight(),
    exchangeStarts: createSingleFlight(),
    exchangeReads: createSingleFlight(),
    applicationTokens,
    keyQuotas: createKeyQuotas(database, log),
    targets: createTargetGuard({ allowedOrigins: new Set(env.EVENT_ALLOWED_ORIGINS ?? []) }),
    jose,
    refreshRate: createRefreshRate(database, {
      sandbox: env.WISE_SANDBOX_REFRESHES_PER_MINUTE,
      production: env.WISE_PRODUCTION_REFRESHES_PER_MINUTE,
    }),
  };
}

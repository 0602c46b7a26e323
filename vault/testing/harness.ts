import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  type Emulator,
  type EmulatorEvent,
  type Fault,
  type FaultRequest,
  faultSchema,
  removeApp,
  startEmulator,
  type WiseUser,
} from 'wise-emulator';
import { giveAccess } from 'wise-emulator/testing';
import { createLogger, type Logger } from '#lib/log/logger';
import { Secret } from '#lib/log/secret';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { linkGrant } from '#test/link-grant';
import { until } from '#test/until';
import { parseVaultEnv } from '#vault/env/vault-env';
import { tokenTimes } from '#vault/grants/store-tokens';
import { type KeyRing, openKeyRing } from '#vault/keys/key-ring';
import type { RootKeys } from '#vault/ring-keys/root-keys';
import { createContext, type VaultContext } from '#vault/runtime/context';
import type { Deadlines } from '#vault/runtime/deadlines';
import { newWiseUser } from './wise-users';

const CLIENT_ID = 'acme-bank';
const CLIENT_SECRET = 'a secret: with / and +';
const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';

/** The same proportions as in production, but short. */
export const SHORT: Partial<Deadlines> = {
  tokenCallMs: 1_000,
  apiCallMs: 1_000,
  leaseMs: 2_500,
  leaseSlackMs: 200,
  sendWithinMs: 1_300,
  lateEffectMs: 1_500,
  uncertainPauseMs: 1_500,
  vendWaitMs: 1_400,
  backOffMs: 40,
  backOffMaxMs: 200,
  clientRefusedPauseMs: 300,
  secretProofWaitMs: 500,
  trialMs: 100,
  promoteRetryMs: 300,
  // what a vault asks Wise as it starts is asked before a test asks
  loopsBeginMs: 0,
  loopMs: 30,
  holdPauseMs: 50,
  certificateLookMs: 50,
  writeRetryMs: 5_000,
  drainMs: 5_000,
  ...{ ringLookMs: 50, ringReportMs: 200, rootAskMs: 50, ringAlarmQuietMs: 0 },
};

/** The product's own proportions, for tests that are not about deadlines: a busy machine must not decide them. */
export const UNHURRIED: Partial<Deadlines> = {
  tokenCallMs: 20_000,
  apiCallMs: 10_000,
  leaseMs: 40_000,
  leaseSlackMs: 5_000,
  sendWithinMs: 5_000,
};

/** A connection under test and the Wise user whose grant it holds. */
export type Linked = { id: string; customerId: string; user: WiseUser & { profileId: string } };

export type VaultOptions = {
  deadlines?: Partial<Deadlines>;
  env?: Record<string, string>;
  ring?: KeyRing;
  rootKeys?: RootKeys;
  log?: Logger;
};

type OfType<Type extends EmulatorEvent['type']> = Extract<EmulatorEvent, { type: Type }>;

/** A database, an emulator and any number of "vaults" (contexts) on them. */
export class Harness {
  readonly emulator: Emulator;
  readonly database: TestDatabase;
  /** As connect_owner: looks at and changes any row. */
  readonly owner: pg.Pool;
  readonly #keys: string;
  readonly #vaults: VaultContext[] = [];

  private constructor(emulator: Emulator, database: TestDatabase, keys: string) {
    this.#keys = keys;
    this.emulator = emulator;
    this.database = database;
    this.owner = new pg.Pool({ connectionString: database.ownerUrl, max: 3 });
    this.owner.on('error', () => undefined);
  }

  /** @param database another one than the usual: migrated, empty, this harness's own. */
  static async start(database?: TestDatabase): Promise<Harness> {
    const client = {
      clientId: CLIENT_ID,
      clientSecrets: [CLIENT_SECRET],
      redirectUris: [REDIRECT_URI],
      name: 'Acme',
    };
    const keys = `k1:${randomBytes(32).toString('base64')}`;
    const emulator = await startEmulator({ clients: [client] });
    return new Harness(emulator, database ?? (await createTestDatabase()), keys);
  }

  async close(): Promise<void> {
    this.emulator.state.faults.clear('drop');
    for (const vault of this.#vaults) {
      await vault.tasks.drain(5_000);
      await Promise.all([vault.wise.close(), vault.targets.close(), vault.database.close()]);
    }
    await this.emulator.close();
    await this.owner.end();
    await this.database.drop();
  }

  /** What stands in .env.vault. */
  settings(changes: Record<string, string> = {}): Record<string, string> {
    return {
      VAULT_DATABASE_URL: this.database.vaultUrl,
      VAULT_JOBS_DATABASE_URL: this.database.jobsUrl,
      VAULT_KEYS: this.#keys,
      VAULT_INTERNAL_URL: 'http://127.0.0.1:0',
      VAULT_INTERNAL_KEY: 'an internal key of more than 32 characters',
      PARTNER_API_PORT: '0',
      WEBHOOK_PORT: '0',
      WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
      WISE_SANDBOX_CLIENT_SECRET: CLIENT_SECRET,
      ...{ WISE_SANDBOX_API_URL: this.emulator.url, WISE_SANDBOX_HOSTED_PAGE_ORIGINS: this.emulator.url },
      LOG_LEVEL: 'silent',
      ...changes,
    };
  }

  env(changes: Record<string, string> = {}) {
    return parseVaultEnv(this.settings(changes));
  }

  /** Another vault on the same database. */
  vault(options: VaultOptions = {}): VaultContext {
    const env = this.env(options.env);
    const vault = createContext(env, options.ring ?? openKeyRing(env.VAULT_KEYS), {
      ...(options.rootKeys === undefined ? {} : { rootKeys: options.rootKeys }),
      deadlines: { ...SHORT, ...options.deadlines },
      log: options.log ?? createLogger('test', 'silent'),
    });
    this.#vaults.push(vault);
    return vault;
  }

  /** A new customer with a new Wise user's grant, stored as a completion stores it. */
  async link(vault: VaultContext, { accessSeconds = 43_199 } = {}): Promise<Linked> {
    const user = newWiseUser(this.emulator);
    const { rows } = await this.owner.query<{ id: string }>(
      `INSERT INTO customers (name, email) VALUES ($1, $2) RETURNING id`,
      [user.name, user.email],
    );
    const customerId = String(rows[0]?.id);
    const made = await vault.database.db.connection.create({
      data: {
        customerId,
        environment: 'sandbox',
        clientId: CLIENT_ID,
        wiseUserId: user.id,
        profileId: user.profileId,
        profileType: 'personal',
        profileName: user.label,
        status: 'active',
      },
    });
    const linked = { id: made.id, customerId, user };
    await this.consent(vault, linked, { accessSeconds });
    return linked;
  }

  /** The customer gives access (again); the grant is stored in one transaction. */
  async consent(vault: VaultContext, linked: Linked, { accessSeconds = 43_199 } = {}): Promise<void> {
    const before = this.emulator.state.settings.current.accessTokenSeconds;
    this.emulator.state.settings.merge({ accessTokenSeconds: accessSeconds });
    const { url } = this.emulator;
    const { user } = linked;
    const { code } = await giveAccess({
      url,
      clientId: CLIENT_ID,
      redirectUri: REDIRECT_URI,
      userId: user.id,
      profileId: user.profileId,
    });
    const sentAt = new Date();
    const outcome = await vault.wise.all
      .at(0)
      ?.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
    this.emulator.state.settings.merge({ accessTokenSeconds: before });
    if (outcome?.kind !== 'tokens' || outcome.tokens.refresh === null)
      throw new Error(`exchange: ${outcome?.kind}`);
    const { access, refresh } = outcome.tokens;
    const identity = {
      connectionId: linked.id,
      environment: 'sandbox',
      clientId: CLIENT_ID,
      customerId: linked.customerId,
      wiseUserId: user.id,
      profileId: user.profileId,
    } as const;
    const times = tokenTimes(outcome.tokens, sentAt);
    await linkGrant(vault, identity, { access, refresh, times });
  }

  plant(fault: FaultRequest): Fault {
    return this.emulator.state.faults.inject(faultSchema.parse(fault));
  }

  release(fault: Fault): void {
    this.emulator.state.faults.release(fault.id);
  }

  /** Faults and settings as in the first minute; held requests go on. */
  reset(): void {
    this.emulator.state.faults.clear('go-on');
    this.emulator.state.settings.reset();
  }

  removeApp(linked: Linked): void {
    removeApp(this.emulator.state, linked.user.id, CLIENT_ID);
  }

  events<Type extends EmulatorEvent['type']>(type: Type): OfType<Type>[] {
    const isMeant = (event: EmulatorEvent): event is OfType<Type> => event.type === type;
    return this.emulator.state.log.since(0).filter(isMeant);
  }

  /** Every token answer that refreshed this user's grant. */
  refreshesOf(linked: Linked) {
    return this.events('token.issued').filter(
      ({ userId, grantType }) => userId === linked.user.id && grantType === 'refresh_token',
    );
  }

  /** Every refresh request that carried one of this user's refresh tokens. */
  refreshCallsOf(linked: Linked) {
    const known = new Set(
      this.events('token.issued')
        .filter(({ userId }) => userId === linked.user.id)
        .map(({ refreshToken }) => refreshToken),
    );
    return this.events('token.request').filter(
      ({ refreshToken }) => refreshToken !== undefined && known.has(refreshToken),
    );
  }

  /** Ends one of the vault's database sessions, as a failing-over server does. */
  async kill(pid: number): Promise<void> {
    const client = new pg.Client({ connectionString: this.database.vaultUrl });
    await client.connect();
    await client.query('SELECT pg_terminate_backend($1)', [pid]);
    await client.end();
  }

  isLive(access: Secret): boolean {
    return this.emulator.state.tokens.findAccess(access.reveal(), Date.now()) !== undefined;
  }

  /** The grant row, or undefined. */
  async grant(linked: Linked): Promise<Record<string, unknown> | undefined> {
    const { rows } = await this.owner.query(`SELECT * FROM vault.grants WHERE connection_id = $1`, [
      linked.id,
    ]);
    return rows[0];
  }

  /** Waits until the access token's life is over, as the vault reckons it. */
  async untilExpired(linked: Linked): Promise<void> {
    await until('the access token expires', async () => {
      const row = await this.grant(linked);
      return row?.access_expires_at instanceof Date && row.access_expires_at < new Date();
    });
  }

  async connection(linked: Linked): Promise<Record<string, unknown>> {
    const { rows } = await this.owner.query(`SELECT * FROM connections WHERE id = $1`, [linked.id]);
    return rows[0];
  }

  async auditActions(linked: Linked): Promise<string[]> {
    const { rows } = await this.owner.query(
      `SELECT action FROM audit_entries WHERE connection_id = $1 ORDER BY id`,
      [linked.id],
    );
    return rows.map((row) => row.action);
  }

  async openAlarms(): Promise<string[]> {
    const { rows } = await this.owner.query(`SELECT code FROM alarms WHERE cleared_at IS NULL ORDER BY code`);
    return rows.map((row) => row.code);
  }
}

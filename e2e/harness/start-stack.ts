import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { freePort } from '#scripts/ports';
import { environmentFor } from '#scripts/supervise/env';
import { startTestCluster } from '#test/database/cluster.mjs';
import { startPooler } from '#test/database/pooler.mjs';
import { EventReceiver } from '#test/event-receiver';
import { Balancer } from './balancer';
import { OutsideDatabase } from './database';
import type { Environment } from './flows';
import { Partner } from './partner';
import { ProductProcess } from './process';
import { openShop } from './shop';
import { type Balancers, partnerSide, Stack, type StackSecrets, type Vault } from './stack';
import { Wise } from './wise';

const WEB = 'dist/web/main.mjs';
const VAULT = 'dist/vault/main.mjs';

export type StackOptions = {
  /** How people sign in, and whatever else a test wants set: added to the web's environment, once its address is known. */
  webEnv?: Settings | ((appUrl: string) => Promise<Settings>);
  /** How our client ids at Wise begin. */
  clientName?: string;
  /** Both processes reach the database through a PgBouncer in transaction mode, with these settings over its own. */
  pooler?: Readonly<Record<string, number>>;
  /** Added to each vault's environment. */
  vaultEnv?: Settings;
  /** Another server than the embedded one. */
  openCluster?: () => Promise<Cluster>;
};

/** A migrated server whose superuser makes the stack's database. */
export type Cluster = { superUrl: string; passwords: Record<string, string>; close: () => Promise<void> };

type Settings = Readonly<Record<string, string>>;
type Emulators = Record<Environment, Wise>;

/** Starts everything: database, emulators, two webs, two vaults, balancers. `close` ends it all. */
export async function startStack({
  webEnv = {},
  clientName = 'connect-wise-e2e',
  pooler: poolerSettings,
  vaultEnv = {},
  openCluster = startTestCluster,
}: StackOptions = {}): Promise<{
  stack: Stack;
  close: () => Promise<void>;
}> {
  const balancers = { web: new Balancer(), internal: new Balancer(), partner: new Balancer() };
  for (const balancer of Object.values(balancers)) await balancer.listen();
  const appUrl = `http://localhost:${balancers.web.port}`;
  const secrets = newSecrets();
  const shop = await openShop();
  const receiver = await EventReceiver.start();
  const cluster = await openCluster();
  const database = await OutsideDatabase.create(cluster);
  const pooler = poolerSettings && (await startPooler(cluster.superUrl, cluster.passwords, poolerSettings));
  const through = pooler?.through ?? ((url: string) => url);
  const wise = {
    sandbox: await play('sandbox', clientName, appUrl, secrets),
    production: await play('production', clientName, appUrl, secrets),
  };
  const shared = {
    ...machine(),
    RETURN_URLS: `https://shop.example/wise,${shop.url}/wise`,
    VAULT_INTERNAL_KEY: secrets.internalKey,
    ...wiseSettings(wise, secrets),
  };
  const extra = typeof webEnv === 'function' ? await webEnv(appUrl) : webEnv;
  const forWeb = { ...shared, ...webSettings(appUrl, through(database.webUrl), balancers), ...extra };
  const forVault = {
    ...shared,
    ...vaultSettings(appUrl, through(database.vaultUrl), through(database.jobsUrl), secrets),
    EVENT_ALLOWED_ORIGINS: receiver.url,
    ...vaultEnv,
  };
  const webs = [await newWeb('web-1', forWeb), await newWeb('web-2', forWeb)];
  const vaults = [await newVault('vault-1', forVault), await newVault('vault-2', forVault)];
  balancers.web.lead(webs);
  balancers.internal.lead(vaults.map((each) => each.process));
  balancers.partner.lead(vaults.map(partnerSide));
  const partner = await Partner.create(`http://127.0.0.1:${balancers.partner.port}`, database);
  const parts = { appUrl, database, webs, vaults, balancers, partner, secrets, wise, shop, receiver };
  const stack = new Stack(parts);
  const close = async () => {
    for (const each of stack.processes) await each.kill();
    for (const balancer of Object.values(balancers)) await balancer.close();
    for (const each of Object.values(wise)) await each.close();
    await shop.close();
    await receiver.close();
    await pooler?.close();
    await database.close();
    await cluster.close();
  };
  await Promise.all(stack.processes.map((each) => each.start())).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return { stack, close };
}

function newSecrets(): StackSecrets {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    internalKey: secret(),
    vaultKeys: `e2e:${randomBytes(32).toString('base64')}`,
    wiseClientSecrets: { sandbox: secret(), production: secret() },
  };
}

function play(
  environment: Environment,
  clientName: string,
  appUrl: string,
  secrets: StackSecrets,
): Promise<Wise> {
  return Wise.start({
    clientId: `${clientName}-${environment}`,
    clientSecret: secrets.wiseClientSecrets[environment],
    redirectUri: `${appUrl}/connect/${environment}/callback`,
  });
}

function machine(): Settings {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NODE_ENV: 'production', LOG_LEVEL: 'debug' };
}

function wiseSettings(wise: Emulators, secrets: StackSecrets): Settings {
  const one = (name: string, environment: Environment) => ({
    [`WISE_${name}_CLIENT_ID`]: wise[environment].clientId,
    [`WISE_${name}_WEB_URL`]: wise[environment].url,
    [`WISE_${name}_APPROVAL_PAGE_URL`]: `${wise[environment].url}/approve-api-action/`,
    [`WISE_${name}_API_URL`]: wise[environment].url,
    [`WISE_${name}_HOSTED_PAGE_ORIGINS`]: wise[environment].url,
    [`WISE_${name}_CLIENT_SECRET`]: secrets.wiseClientSecrets[environment],
  });
  return { ...one('SANDBOX', 'sandbox'), ...one('PRODUCTION', 'production') };
}

function webSettings(appUrl: string, databaseUrl: string, balancers: Balancers): Settings {
  return {
    APP_URL: appUrl,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: randomBytes(32).toString('base64url'),
    VAULT_INTERNAL_URL: `http://127.0.0.1:${balancers.internal.port}`,
    SMTP_URL: 'smtp://127.0.0.1:9',
    // refused without a connection, for it leads inside the network
    STAFF_CHAT_WEBHOOK_URL: 'https://127.0.0.1:9/hook',
    SECURITY_CONTACT: 'mailto:security@example.com',
    PARTNER_SUPPORT_URL: 'https://help.bank.example/',
    // the balancer; a test that plays many clients writes X-Forwarded-For itself
    TRUSTED_PROXIES: '127.0.0.1',
  };
}

function vaultSettings(
  appUrl: string,
  databaseUrl: string,
  jobsUrl: string,
  secrets: StackSecrets,
): Settings {
  return {
    APP_URL: appUrl,
    VAULT_DATABASE_URL: databaseUrl,
    VAULT_JOBS_DATABASE_URL: jobsUrl,
    VAULT_KEYS: secrets.vaultKeys,
    // a list of three waits for a second person
    BULK_SECOND_PERSON_ABOVE: '2',
  };
}

async function newWeb(name: string, settings: Settings): Promise<ProductProcess> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const { host } = new URL(settings.APP_URL ?? '');
  return new ProductProcess({
    name,
    url,
    args: [WEB],
    // the supervisor's own list: what it would not pass on, no process here gets either
    env: environmentFor('web', { ...settings, PORT: port }),
    // 503 while the vault is down: that is an answer too
    isReady: () => answers(`${url}/api/health`, { host }, [200, 503]),
  });
}

async function newVault(name: string, settings: Settings): Promise<Vault> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const [partnerPort, webhookPort] = [String(await freePort()), String(await freePort())];
  const authorization = `Bearer ${settings.VAULT_INTERNAL_KEY}`;
  const own = { VAULT_INTERNAL_URL: url, PARTNER_API_PORT: partnerPort, WEBHOOK_PORT: webhookPort };
  const vault = new ProductProcess({
    name,
    url,
    args: [VAULT],
    env: environmentFor('vault', { ...settings, ...own }),
    isReady: () => answers(`${url}/internal/health`, { authorization }),
  });
  return { process: vault, partnerUrl: `http://127.0.0.1:${partnerPort}` };
}

async function answers(url: string, headers: Settings, statuses = [200]): Promise<boolean> {
  const { statusCode, body } = await request(url, { headers, reset: true });
  await body.dump();
  return statuses.includes(statusCode);
}

import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type ListenerTls, listenerTls } from '#lib/env/listener-tls';
import { createLogger } from '#lib/log/logger';
import { openMetrics } from '#lib/metrics/open-metrics';
import { openTracing } from '#lib/tracing/open-tracing';
import type { VaultEnv } from '#vault/env/vault-env';
import { makePartitionsAtStart } from './access-records/make-partitions';
import { openKeyRing } from './keys/key-ring';
import { collectDatabaseFigures } from './metrics/database-figures';
import { traceWiseCalls } from './metrics/trace-wise-calls';
import { countWiseCalls } from './metrics/wise-calls';
import { openRingKeys } from './ring-keys/watch-ring';
import { createListener } from './routes/listener';
import { registerPartnerRoutes } from './routes/partner/register';
import { WEBHOOK_LIMITS } from './routes/webhooks/register';
import { type ContextOptions, createContext, type VaultContext } from './runtime/context';
import { openSigningKeys } from './webhooks/signing-keys';

export type Vault = {
  /** Base addresses, with the ports that were really taken. */
  partnerUrl: string;
  internalUrl: string;
  webhookUrl: string;
  /** Where Prometheus asks; undefined without METRICS_PORT. */
  metricsUrl: string | undefined;
  partner: FastifyInstance;
  internal: FastifyInstance;
  webhooks: FastifyInstance;
  ctx: VaultContext;
  /** Stops taking requests and leases, waits for calls in flight, closes the database. */
  close(): Promise<void>;
};

/**
 * Starts a vault: the partner API, the internal API for web, the refresh loop, the audit sealer, the
 * recovery of exchanges, the background jobs, and the listener for Wise's webhooks.
 *
 * @throws ConfigurationError when a ring key or a JOSE key cannot be read, or the root key provider is away, the database's error when it cannot be
 *   reached, EADDRINUSE when a port is taken.
 */
export async function startVault(env: VaultEnv, options: ContextOptions = {}): Promise<Vault> {
  const log = options.log ?? createLogger('vault', env.LOG_LEVEL);
  const metrics = await openMetrics(env, log);
  const tracing = await openTracing(env, 'connect-vault', log);
  const ctx = createContext(env, openKeyRing(env.VAULT_KEYS), { ...options, log, metrics });
  const [partnerTls, internalTls] = [partnerListenerTls(env), listenerTls('VAULT_INTERNAL', env)];
  const webhookTls = listenerTls('WEBHOOK', env);
  const partner = createListener('partner', log, { tls: partnerTls, metrics, tracing });
  const internal = createListener('internal', log, { tls: internalTls, metrics, tracing });
  const webhooks = createListener('webhooks', log, { ...WEBHOOK_LIMITS, tls: webhookTls, metrics, tracing });
  registerPartnerRoutes(partner, ctx);
  const loops: (() => Promise<void>)[] = [showFigures(ctx), traceWiseCalls(ctx, tracing)];
  const close = closer(ctx, [partner, internal, webhooks], loops);
  try {
    await ctx.jose.load();
    const signingKeys = openSigningKeys(ctx);
    await ctx.database.pool.query('SELECT 1');
    await makePartitionsAtStart(ctx);
    // first: nothing is sealed or opened before each key is known to be the right one
    const ringKeys = await openRingKeys(ctx);
    loops.push(ringKeys.stop);
    // a refresh that a partner asks for goes out with the secret that worked before this start
    await ctx.credentials.watch(ctx.wise.all);
    const partnerUrl = await listen(partner, env.PARTNER_API_HOST, env.PARTNER_API_PORT, partnerTls);
    // a quarter of the vault, which partners need not wait for
    const later = await import('./start-later');
    later.registerOtherRoutes({ internal, webhooks }, ctx, signingKeys);
    const webhookUrl = await listen(webhooks, env.WEBHOOK_HOST, env.WEBHOOK_PORT, webhookTls);
    // What can fail comes before: the supervisor takes an answer here as "the vault is ready".
    const at = new URL(env.VAULT_INTERNAL_URL);
    const port = Number(at.port || (internalTls === undefined ? 80 : 443));
    const internalUrl = await listen(internal, at.hostname, port, internalTls);
    loops.push(later.startLoopsSoon(ctx, ringKeys));
    ctx.log.info({ partnerUrl, internalUrl, webhookUrl, owner: ctx.owner }, 'vault listens');
    const urls = { partnerUrl, internalUrl, webhookUrl, metricsUrl: metrics.url };
    return { ...urls, partner, internal, webhooks, ctx, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What Prometheus is told besides what listeners count, and the end of its listener. */
function showFigures(ctx: VaultContext): () => Promise<void> {
  if (ctx.metrics.isOn) collectDatabaseFigures(ctx);
  const stopCounting = countWiseCalls(ctx);
  return async () => {
    stopCounting();
    await ctx.metrics.close();
  };
}

/** Whether its clients need a certificate may depend on their API keys (decision 060). */
function partnerListenerTls(env: VaultEnv): ListenerTls | undefined {
  const tls = listenerTls('PARTNER_API', env);
  return tls && { ...tls, isClientOptional: env.PARTNER_API_TLS_CLIENT_CERTIFICATE === 'optional' };
}

async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  tls: ListenerTls | undefined,
): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '');
  await app.listen({ host: bare, port });
  const address = app.server.address() as AddressInfo;
  return `${tls === undefined ? 'http' : 'https'}://${bare.includes(':') ? `[${bare}]` : bare}:${address.port}`;
}

function closer(
  ctx: VaultContext,
  apps: FastifyInstance[],
  loops: (() => Promise<void>)[],
): () => Promise<void> {
  let closing: Promise<void> | undefined;
  const close = async () => {
    // First of all: whoever waits for somebody else's refresh stops waiting, and no new lease is taken.
    const stopsAt = performance.now() + ctx.deadlines.drainMs;
    const drained = ctx.tasks.drain(ctx.deadlines.drainMs);
    await Promise.all([...apps.map((app) => app.close()), ...loops.map((stop) => stop())]);
    await drained;
    // A request or a tick that was under way may have started work when all the rest was done already.
    if (!(await ctx.tasks.drain(Math.max(0, stopsAt - performance.now()))))
      ctx.log.warn('stopped with calls still in flight; their leases will run out');
    await Promise.all([ctx.wise.close(), ctx.targets.close(), ctx.database.close()]);
  };
  return () => {
    closing ??= close();
    return closing;
  };
}

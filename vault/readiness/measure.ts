import type { Readiness, ReadinessCheck } from '#lib/contract/readiness';
import type { Environment } from '#lib/env/wise';
import { describeClient } from '#vault/inventory/describe-client';
import type { VaultContext } from '#vault/runtime/context';
import { checkHosts, checkRedirectUri, checkWise } from './address-checks';
import { checkCertificate, checkClientSecret, checkClock, checkJoseKeys } from './credential-checks';
import { found } from './found';
import { checkAdmins, checkAlarms, checkTokenSize } from './installation-checks';
import { probeClient } from './probe';
import { checkWebhooks } from './webhook-checks';

/** Looks at everything that going live with an environment wants, now: asks Wise, our own public address, and the database. */
export async function measureReadiness(ctx: VaultContext, environment: Environment): Promise<Readiness> {
  const client = ctx.wise.ofEnvironment(environment);
  const now = new Date();
  const head = { environment, measuredAt: now.toISOString() };
  if (client === undefined) return { ...head, clientId: null, checks: [found('client', 'missing')] };
  const probes = await probeClient(ctx, client);
  // after the probes: they tell the client what time Wise has
  const known = { client, facts: await describeClient(ctx, client), probes, now };
  const checks: ReadinessCheck[] = [
    found('client', 'set'),
    checkHosts(client),
    checkWise(client, probes),
    await checkRedirectUri(ctx, client),
    checkClientSecret(known),
    checkClock(known),
    checkCertificate(known),
    ...checkJoseKeys(known),
    ...(await checkWebhooks(ctx, known)),
    await checkTokenSize(ctx, client),
    await checkAlarms(ctx, client),
    ...(environment === 'production' ? [await checkAdmins(ctx), found('root_key_backup', 'ask')] : []),
  ];
  return { ...head, clientId: client.config.clientId, checks };
}

import type { ReadinessCheck } from '#lib/contract/readiness';
import { isLoopback } from '#lib/env/fields';
import { callbackUrl, type Environment, WISE_HOSTS } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { found } from './found';
import type { Probes } from './probe';

/** Whether calls go to Wise's own host of this environment: a token of one must not reach the other's. */
export function checkHosts({ config: { environment, apiUrl, mtls } }: WiseClient): ReadinessCheck {
  const { origin, host, hostname } = new URL(apiUrl);
  const other: Environment = environment === 'sandbox' ? 'production' : 'sandbox';
  const [own, others] = [WISE_HOSTS[environment], Object.values<string>(WISE_HOSTS[other])];
  const finding = () => {
    if (others.includes(origin)) return 'mixed';
    if (origin === own.api) return mtls === undefined ? 'own' : 'not_mtls';
    if (origin === own.mtls) return mtls === undefined ? 'needs_certificate' : 'own';
    return environment === 'production' && isLoopback(hostname) ? 'here' : 'other';
  };
  return found('hosts', finding(), { api_host: host });
}

/** Whether Wise answers, and has the API version and the paths that we use, asked without a token (decision 095). */
export function checkWise({ config }: WiseClient, { wise: probe }: Pick<Probes, 'wise'>): ReadinessCheck {
  const seen = { api_version: config.apiVersion === '' ? undefined : config.apiVersion };
  if (probe === undefined) return found('wise', 'no_answer', seen);
  const { reach, version, missing } = probe;
  if (reach !== 'answers') return found('wise', reach, seen);
  if (version === 'gone') return found('wise', 'version_gone', seen);
  if (missing.length > 0)
    return found('wise', 'paths_missing', { ...seen, missing_paths: missing.join(', ') });
  return found('wise', version === 'unknown' ? 'version_unknown' : 'answers', seen);
}

/** Attempts that are looked through, newest first: enough to find one of this environment, and a bound on the statement. */
const NEWEST_ATTEMPTS = 1_000;

type Attempt = { redirectUri: string; finishedAt: Date | null };

/**
 * The redirect URI that is sent to Wise, byte for byte. Nobody but Wise knows whether it is registered there; an attempt with it that
 * became a connection proves it.
 */
export async function checkRedirectUri(ctx: VaultContext, client: WiseClient): Promise<ReadinessCheck> {
  const { environment, clientId } = client.config;
  const uri = callbackUrl(ctx.env.APP_URL, environment);
  const attempts = await ctx.database.db.$queryRaw<Attempt[]>`
    SELECT a.redirect_uri AS "redirectUri", e.finished_at AS "finishedAt"
    FROM (SELECT * FROM public.connect_attempts ORDER BY expires_at DESC LIMIT ${NEWEST_ATTEMPTS}::int) AS a
    LEFT JOIN public.exchanges AS e ON e.attempt_id = a.id AND e.state = 'connected'
    WHERE a.environment = ${environment}::public.environment AND a.client_id = ${clientId}
    ORDER BY a.created_at DESC`;
  const sent = attempts[0]?.redirectUri;
  const proof = attempts.find(({ redirectUri, finishedAt }) => redirectUri === uri && finishedAt !== null);
  const seen = { redirect_uri: uri, redirect_uri_bytes: Buffer.byteLength(uri) };
  const { protocol, hostname, port } = new URL(uri);
  if (environment === 'production' && (protocol !== 'https:' || isLoopback(hostname)))
    return found('redirect_uri', 'here', seen);
  if (sent !== undefined && sent !== uri)
    return found('redirect_uri', 'differs', { ...seen, sent_redirect_uri: sent });
  if (environment === 'production' && port !== '') return found('redirect_uri', 'has_port', seen);
  if (proof === undefined) return found('redirect_uri', 'unproven', seen);
  return found('redirect_uri', 'proven', { ...seen, proved_at: proof.finishedAt });
}

import type { VersionState, WiseReach } from '#lib/contract/inventory';
import { outbound } from '#lib/net/outbound';
import type { WiseClientConfig } from '#vault/env/vault-env';
import { randomId } from '#vault/keys/random';
import { wisePaths, wiseUrl } from './paths';
import { tlsFailure } from './transport/tls-failure';
import type { WiseTransport } from './transport/transport';

const MAX_BODY_BYTES = 256 * 1024;

/** What a few calls without a token told of one environment at Wise. */
export type WiseProbe = {
  reach: WiseReach;
  version: VersionState;
  /** Paths that we call and Wise does not know any more. */
  missing: string[];
};

/**
 * Asks whether Wise can be reached over the connections that every call goes over, and whether it has the API version and
 * the paths that we use. Carries no token and no secret, so nothing can be lost or refused to a client by it. Never throws.
 */
export async function probeWise(
  client: { config: WiseClientConfig; transport: Pick<WiseTransport, 'dispatcher'> },
  limits: { deadlineMs: number; signal?: AbortSignal },
): Promise<WiseProbe> {
  const { apiVersion } = client.config;
  const ask = (path: string) => askWithoutToken(client, path, limits);
  const { me, profiles } = wisePaths(apiVersion);
  const missing: string[] = [];
  let version: VersionState = apiVersion === '' ? 'classic' : 'unknown';
  try {
    if (apiVersion !== '') version = versionOf(await ask(`/${apiVersion}/currencies`));
    if (version === 'gone') return { reach: 'answers', version, missing };
    for (const path of [me, profiles]) if (isUnknown(await ask(path))) missing.push(path);
    return { reach: 'answers', version, missing };
  } catch (error) {
    return { reach: reachOf(error), version, missing };
  }
}

type Told = { status: number; isPage: boolean };

async function askWithoutToken(
  { config, transport }: Parameters<typeof probeWise>[0],
  path: string,
  limits: Parameters<typeof probeWise>[1],
): Promise<Told> {
  const { status, headers } = await outbound(wiseUrl(config, path), {
    method: 'GET',
    headers: { accept: 'application/json', 'x-external-correlation-id': randomId() },
    dispatcher: transport.dispatcher(),
    ...limits,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return { status, isPage: /^text\/html\b/i.test(headers.get('content-type') ?? '') };
}

/** A web page is not Wise's API speaking but something in front of it, whatever its status says. */
const isUnknown = ({ status, isPage }: Told): boolean => !isPage && (status === 404 || status === 410);

/** Wise serves the currencies of a version to anybody (docs/wise.md 8.5). One that wants a token is there as well. */
function versionOf(told: Told): VersionState {
  if (isUnknown(told)) return 'gone';
  return !told.isPage && (told.status === 200 || told.status === 401) ? 'there' : 'unknown';
}

const NO_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);
const NO_CONNECTION = new Set([
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'EACCES', 'EPERM'],
  'UND_ERR_CONNECT_TIMEOUT',
]);
const TLS =
  /^(CERT_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA$|HOSTNAME_MISMATCH$)/;

/** The first step that failed: DNS, TCP, TLS, or the answer. */
function reachOf(error: unknown): WiseReach {
  const failure = tlsFailure(error);
  if (failure.kind === 'alert') return 'tls_failed';
  if (failure.kind === 'closed') return 'no_answer';
  if (NO_NAME.has(failure.code)) return 'name_not_found';
  if (NO_CONNECTION.has(failure.code)) return 'no_connection';
  return TLS.test(failure.code) ? 'tls_failed' : 'no_answer';
}

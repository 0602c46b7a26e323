import * as oauth from 'oauth4webapi';
import type { Dispatcher } from 'undici';
import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import type { WiseClientConfig } from '#vault/env/vault-env';
import type { TokenAnswer } from './judge-token-answer';
import { wisePaths, wiseUrl } from './paths';
import { readTraceId } from './trace-id';

/** Of the token endpoint's answer, both tokens in it: they grow (docs/wise.md 2.3). */
export const MAX_TOKEN_BODY_BYTES = 64 * 1024;

export type TokenGrant =
  | { type: 'authorization_code'; code: Secret; redirectUri: string }
  | { type: 'registration_code'; email: string; registrationCode: Secret }
  | { type: 'refresh_token'; refreshToken: Secret }
  | { type: 'client_credentials' };

/**
 * Sends one token request and reads the whole answer.
 *
 * @throws AppError WISE_UNAVAILABLE; whether the request went out is told by `wasNotSent`.
 */
export async function requestTokens(
  config: WiseClientConfig,
  grant: TokenGrant,
  options: { secret: Secret; dispatcher: Dispatcher; deadlineMs: number; correlationId: string },
): Promise<TokenAnswer> {
  const url = wiseUrl(config, wisePaths(config.apiVersion).token);
  const server: oauth.AuthorizationServer = { issuer: config.apiUrl, token_endpoint: url.href };
  const response = await oauth.genericTokenEndpointRequest(
    server,
    { client_id: config.clientId },
    basicAuth(options.secret),
    grant.type,
    parameters(config, grant),
    {
      // Only for http on this machine; lib/env refuses http anywhere else.
      [oauth.allowInsecureRequests]: url.protocol === 'http:',
      headers: { 'x-external-correlation-id': options.correlationId },
      [oauth.customFetch]: (_url, request) => send(url, request, options),
    },
  );
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    retryAfter: response.headers.get('retry-after'),
    date: response.headers.get('date'),
    traceId: readTraceId(response.headers.get('x-trace-id')),
    headerNames: [...response.headers.keys()],
    body: await response.text(),
  };
}

function parameters(config: WiseClientConfig, grant: TokenGrant): Record<string, string> {
  switch (grant.type) {
    case 'authorization_code':
      return { client_id: config.clientId, code: grant.code.reveal(), redirect_uri: grant.redirectUri };
    case 'registration_code':
      return {
        client_id: config.clientId,
        email: grant.email,
        registration_code: grant.registrationCode.reveal(),
      };
    case 'refresh_token':
      return { refresh_token: grant.refreshToken.reveal() };
    case 'client_credentials':
      return {};
  }
}

/**
 * RFC 6749 §2.3.1: id and secret form-urlencoded inside Basic. The library's own `ClientSecretBasic`
 * also escapes `-`, `.` and `_`, which form encoding leaves alone: a server that does not decode (Spring's
 * does not, and Wise's ids and secrets are UUIDs) would answer invalid_client.
 */
function basicAuth(secret: Secret): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const credentials = `${formEncode(client.client_id)}:${formEncode(secret.reveal())}`;
    headers.set('authorization', `Basic ${Buffer.from(credentials, 'latin1').toString('base64')}`);
  };
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

async function send(
  url: URL,
  request: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  { dispatcher, deadlineMs }: { dispatcher: Dispatcher; deadlineMs: number },
): Promise<Response> {
  const { status, headers, body } = await outbound(url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    dispatcher,
    deadlineMs,
    maxBodyBytes: MAX_TOKEN_BODY_BYTES,
  });
  return new Response(NULL_BODY.has(status) ? null : body, { status, headers: [...headers] });
}

/** Statuses a Response refuses to hold a body for (Fetch §2.2.3). */
const NULL_BODY = new Set([101, 103, 204, 205, 304]);

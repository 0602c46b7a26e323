import { createLogger } from '#lib/log/logger';
import type { Secret } from '#lib/log/secret';
import type { KeyAlgorithm } from '#vault/env/jose-key';
import type { VaultContext } from '#vault/runtime/context';
import type { Deadlines } from '#vault/runtime/deadlines';
import { type Harness, UNHURRIED } from '#vault/testing/harness';
import type { WiseClient } from '#vault/wise/client';
import { uploadJoseKey } from '#vault/wise/jose-endpoints';
import { type OpenedAnswer, openAnswer, sealRequest } from '../calls';
import type { Answer } from '../open';
import type { NewKey } from './keys';

export function sandboxOf(vault: VaultContext): WiseClient {
  const [client] = vault.wise.all;
  if (client === undefined) throw new Error('no client');
  return client;
}

export async function applicationToken(vault: VaultContext): Promise<Secret> {
  const token = await vault.applicationTokens.get(sandboxOf(vault));
  if (token.kind !== 'token') throw new Error(token.kind);
  return token.access;
}

export async function upload(
  vault: VaultContext,
  key: NewKey,
  times: { notBefore?: Date; notAfter?: Date } = {},
) {
  const { kid, alg, spki: publicKey } = key;
  const { notBefore = null, notAfter = null } = times;
  return uploadJoseKey(sandboxOf(vault), {
    access: await applicationToken(vault),
    deadlineMs: 5_000,
    key: { kid, alg, publicKey, notBefore, notAfter },
  });
}

/** Wise itself makes a new version of one of its keys. */
export async function rotateAtWise(harness: Harness, alg: KeyAlgorithm): Promise<void> {
  const response = await fetch(`${harness.emulator.url}/__emulator/jose/rotate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ algorithm: alg.replaceAll('RSA-OAEP-256', 'RSA_OAEP_256') }),
  });
  if (!response.ok) throw new Error(`rotate: ${response.status}`);
}

export type Exchange = { sent: string | null; status: number; answer: Answer; opened: OpenedAnswer };

/** One call as whoever calls Wise makes it; `change` stands between Wise and us. */
export async function call(
  vault: VaultContext,
  path: string,
  options: { body?: unknown; access?: Secret; change?: (answer: Answer) => Answer | Promise<Answer> } = {},
): Promise<Exchange> {
  const client = sandboxOf(vault);
  const method = options.body === undefined ? 'GET' : 'POST';
  const body = options.body === undefined ? null : Buffer.from(JSON.stringify(options.body));
  const sealed = await sealRequest(vault, client, { path, body });
  if (sealed.kind !== 'sealed') throw new Error(sealed.kind);
  const access = options.access ?? (await applicationToken(vault));
  const response = await fetch(new URL(path, client.config.apiUrl), {
    method,
    headers: { ...sealed.headers, authorization: `Bearer ${access.reveal()}` },
    ...(sealed.body === null ? {} : { body: sealed.body }),
  });
  const given = {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: new Uint8Array(await response.arrayBuffer()),
  };
  const answer = options.change === undefined ? given : await options.change(given);
  const opened = await openAnswer(vault, client, sealed.keep, answer);
  return { sent: sealed.body, status: response.status, answer, opened };
}

export function messageOf({ opened }: Exchange): unknown {
  if (opened.kind !== 'opened' || !opened.wasSealed) return opened.kind;
  const { message } = JSON.parse(Buffer.from(opened.body).toString());
  return message;
}

export const PLAYGROUND = '/v1/auth/jose/playground';
const RULES = [
  `${PLAYGROUND}/jws require jws`,
  `${PLAYGROUND}/jwe require jwe`,
  `${PLAYGROUND}/jwsjwe require jws+jwe`,
  '/v2/profiles accept jws',
  '/v1/me require jws+jwe',
].join(', ');

/** A vault with rules and keys; `reasons` are the words that it logged about what could not be sealed or opened. */
export function joseVault(
  harness: Harness,
  keys: { signing: NewKey; encryption: NewKey },
  env: Record<string, string> = {},
  deadlines: Partial<Deadlines> = {},
) {
  const logged: string[] = [];
  const vault = harness.vault({
    deadlines: { ...UNHURRIED, ...deadlines },
    log: createLogger('vault', 'debug', { write: (line) => logged.push(line) }),
    env: {
      WISE_SANDBOX_JOSE: RULES,
      WISE_SANDBOX_JOSE_SIGNING_KEY: keys.signing.text,
      WISE_SANDBOX_JOSE_ENCRYPTION_KEY: keys.encryption.text,
      ...env,
    },
  });
  const reasons = () =>
    logged.flatMap((line): string[] => (line.includes('"jose: ') ? (JSON.parse(line).reason ?? []) : []));
  return { vault, logged, reasons };
}

/** How often Wise was asked for one of its keys. */
export function keyFetches(harness: Harness): number {
  return harness.events('api.call').filter(({ path }) => path.includes('/response/public-keys')).length;
}

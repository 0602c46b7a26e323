import { BlockList } from 'node:net';
import { addNetwork } from '#lib/env/network';
import type { Environment } from '#lib/env/wise';
import { equalBytes } from '#lib/hash/compare';
import { sha256Bytes } from '#lib/hash/sha256';
import { isInList } from '#lib/net/client-address';
import type { ClientCertificate } from '#lib/net/client-certificate';
import type { ApiKeyRow } from './key-row';

/** Compared with when there is no such key, so that a guess takes as long as a miss. */
const NOBODY = sha256Bytes('no such key');

/** A key that may be used for this request, as its row is now. */
export type ApiKey = {
  readonly id: string;
  readonly scopes: readonly string[];
  /** The one environment that it reaches; null: both. */
  readonly environment: Environment | null;
  /** How many connections it may reach in an hour; null: any number. */
  readonly quota: { readonly perHour: number; readonly refuses: boolean } | null;
};

/** Where a request comes from: what the listener knows of its sender. */
export type KeySource = {
  /** In one spelling; undefined when a trusted proxy names nobody. */
  readonly address: string | undefined;
  /** What the client showed in the TLS handshake, if its authority is ours and it has not ended. */
  readonly certificate: ClientCertificate | undefined;
};

export type Shown = KeySource & { readonly secret: string };

/** Which of the two live secrets was shown. */
export type UsedSecret = 'current' | 'next';

export type KeyCheck =
  | { kind: 'good'; key: ApiKey; used: UsedSecret; isNoted: boolean; rowVersion: string }
  | {
      kind: 'refused';
      code: 'API_KEY_REFUSED' | 'API_KEY_EXPIRED' | 'API_KEY_NOT_HERE' | 'ACCESS_ON_HOLD';
      /** For the log. */
      why: string;
      /** The key whose secret was shown where it may not be used. */
      misplaced?: string;
    };

/**
 * Whether a key is good for this request now; the one place that decides it. Unknown, wrong and revoked are one answer. That
 * a key has expired or may not be used from here is told only to a caller who has its secret.
 *
 * @param row as it is now; undefined when no key has this id
 */
export function checkKey(row: ApiKeyRow | undefined, shown: Shown): KeyCheck {
  const used = findSecret(row, sha256Bytes(shown.secret));
  if (row === undefined) return refused('there is no such key');
  if (used === undefined) return refused(`API key ${row.apiKeyId}: wrong secret`);
  if (row.apiKeyIsRevoked) return refused(`API key ${row.apiKeyId} is revoked`);
  if (used === 'current' && row.apiKeyOverlapIsOver)
    return refused(`API key ${row.apiKeyId}: its first secret has ended`);
  const place = findFault(row, shown);
  if (place !== undefined)
    return { kind: 'refused', code: 'API_KEY_NOT_HERE', why: place, misplaced: row.apiKeyId };
  if (row.apiKeyIsExpired)
    return { kind: 'refused', code: 'API_KEY_EXPIRED', why: `API key ${row.apiKeyId} has expired` };
  if (row.apiKeyIsHeld)
    return { kind: 'refused', code: 'ACCESS_ON_HOLD', why: `API key ${row.apiKeyId} is on hold` };
  return {
    kind: 'good',
    key: {
      id: row.apiKeyId,
      scopes: row.apiKeyScopes,
      environment: row.apiKeyEnvironment,
      quota: row.apiKeyQuota === null ? null : { perHour: row.apiKeyQuota, refuses: row.apiKeyQuotaRefuses },
    },
    used,
    isNoted: used === 'current' ? row.apiKeyIsNoted : row.apiKeyNextIsNoted,
    rowVersion: row.apiKeyRowVersion,
  };
}

/** Both are always compared: the time does not tell which one it was, nor whether there are two. */
function findSecret(row: ApiKeyRow | undefined, hash: Buffer): UsedSecret | undefined {
  const isCurrent = equalBytes(hash, row?.apiKeyHash ?? NOBODY);
  const isNext = equalBytes(hash, row?.apiKeyNextHash ?? NOBODY);
  if (row === undefined) return undefined;
  if (isNext && row.apiKeyNextHash !== null) return 'next';
  return isCurrent ? 'current' : undefined;
}

/** Why the key may not be used from where the request comes. */
function findFault(row: ApiKeyRow, { address, certificate }: KeySource): string | undefined {
  const { apiKeyId: id, apiKeyNetworks: networks, apiKeyCertificate: bound } = row;
  if (!isInNetworks(address, networks))
    return `API key ${id} was used from ${address ?? 'an address that no proxy named'}, which is not in its networks`;
  if (bound === null) return undefined;
  if (certificate === undefined) return `API key ${id} was used without its client certificate`;
  const isBound = bound === `sha256:${certificate.fingerprint}` || bound === `subject:${certificate.subject}`;
  return isBound ? undefined : `API key ${id} was used with another client certificate`;
}

const refused = (why: string): KeyCheck => ({ kind: 'refused', code: 'API_KEY_REFUSED', why });

/** Whether an address is in one of these networks. Without networks every address is; with some, one that is not known is not. */
function isInNetworks(address: string | undefined, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  if (address === undefined) return false;
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return isInList(address, list);
}

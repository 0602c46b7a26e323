import { meaningsOf } from '#lib/env/network';
import type { ApiKeyView } from '#vault/api-keys/list-keys';

const GAP = ' '.repeat(18);

/** A key as the list shows it: what it may do, what limits it, and which secret was used when. */
export function describeKey(key: ApiKeyView): string {
  const lines = [
    `${key.id}  ${stateOf(key).padEnd(44)}  ${key.name}`,
    `${GAP}${key.scopes.join(' ') || 'no scopes'}`,
  ];
  const limits = limitsOf(key);
  if (limits !== '') lines.push(`${GAP}${limits}`);
  if (key.next !== null) lines.push(`${GAP}${rotationOf(key, key.next)}`);
  return lines.join('\n');
}

function stateOf(key: ApiKeyView): string {
  if (key.revokedAt !== null) return `revoked ${day(key.revokedAt)}`;
  const use = key.lastUsedAt === null ? 'never used' : `last used ${day(key.lastUsedAt)}`;
  return `made ${day(key.createdAt)}, ${use}`;
}

function limitsOf({ environment, expiresAt, networks, certificate, quotaPerHour, quotaRefuses }: ApiKeyView) {
  return [
    environment === null ? '' : `${environment} only`,
    expiresAt === null ? '' : `expires ${moment(expiresAt)}`,
    networks.length === 0 ? '' : `from ${networks.map(whole).join(' ')}`,
    quotaPerHour === null ? '' : `${quotaPerHour} connections an hour${quotaRefuses ? ', then refused' : ''}`,
    certificate === null ? '' : `certificate ${certificate}`,
  ]
    .filter((each) => each !== '')
    .join('; ');
}

/** Keys of before such an entry was refused have the whole network. */
function whole(entry: string): string {
  const meanings = meaningsOf(entry);
  return meanings === undefined ? entry : `${entry} (all of ${meanings.network})`;
}

function rotationOf(key: ApiKeyView, next: NonNullable<ApiKeyView['next']>): string {
  const used = (at: Date | null) => (at === null ? 'never used' : `last used ${moment(at)}`);
  const endsAt = next.overlapEndsAt;
  if (endsAt !== null && endsAt <= new Date())
    return `one live secret, the second, made ${moment(next.madeAt)}, ${used(next.lastUsedAt)}; the first ended ${moment(endsAt)}`;
  const end = endsAt === null ? '' : `, ends ${moment(endsAt)}`;
  return `two live secrets: the first ${used(key.lastUsedAt)}${end}; the second, made ${moment(next.madeAt)}, ${used(next.lastUsedAt)}`;
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

/** To the minute: uses are noted once a minute. */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import type { VaultContext } from '#vault/runtime/context';

/** The newest active connection of the sandbox; undefined: there is none. */
export async function anyConnection({ database }: VaultContext): Promise<string | undefined> {
  const [row] = await database.db.$queryRaw<{ id: string }[]>`
    SELECT c.id::text AS id FROM public.connections AS c
    WHERE c.status = 'active' AND c.environment = 'sandbox' AND c.frozen_at IS NULL
    ORDER BY c.created_at DESC, c.id DESC LIMIT 1`;
  return row?.id;
}

type Answer = { kind: 'token'; token: string } | { kind: 'refused'; code: string };

/** Asks the partner API for a token, as a back end does. */
export async function askForToken(
  { url, key }: { url: string; key: Secret },
  connectionId: string,
): Promise<Answer> {
  const { status, body } = await outbound(new URL(`/v1/connections/${connectionId}/access-token`, url), {
    method: 'GET',
    headers: { accept: 'application/json', authorization: `Bearer ${key.reveal()}` },
    deadlineMs: 30_000,
    maxBodyBytes: 64 * 1024,
  });
  const parsed: unknown = JSON.parse(body.toString());
  const field = (name: string) =>
    typeof parsed === 'object' && parsed !== null ? String(Reflect.get(parsed, name) ?? '') : '';
  return status === 200
    ? { kind: 'token', token: field('access_token') }
    : { kind: 'refused', code: field('code') || String(status) };
}

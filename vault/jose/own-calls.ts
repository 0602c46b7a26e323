import type { VaultContext } from '#vault/runtime/context';
import type { ApiAnswer, SealCall } from '#vault/wise/api-request';
import type { WiseClient } from '#vault/wise/client';
import { type Keep, openAnswer, sealRequest } from './calls';

type Context = Pick<VaultContext, 'applicationTokens' | 'deadlines' | 'jose' | 'log'>;

/**
 * What seals the calls that the vault makes of itself, by the same rules as those of the partner's back end. One that cannot
 * be sealed, or whose answer does not open, is an outage to whoever made it: it says nothing about anybody's connection.
 * Why is in the log, as a fixed word; that a key is lost, the proofs of the keys tell staff.
 */
export function sealOwnCalls(ctx: Context): SealCall {
  return async (client, { path, body }) => {
    const { environment } = client.config;
    try {
      const payload = body === undefined ? null : Buffer.from(body);
      const sealed = await sealRequest(ctx, client, { path, body: payload });
      if (sealed.kind === 'plain') return sealed;
      if (sealed.kind === 'sealed') {
        const { headers, keep } = sealed;
        const open = (answer: ApiAnswer) => openOwn(ctx, client, keep, answer);
        return { kind: 'sealed', headers, body: sealed.body ?? undefined, open };
      }
      const reason = sealed.kind === 'too_large' ? 'size' : 'key-unavailable';
      ctx.log.warn({ environment, reason }, 'jose: a call of our own was not sealed, and not sent');
    } catch (err) {
      ctx.log.error({ environment, err }, 'jose: a call of our own was not sealed, and not sent');
    }
    return { kind: 'unavailable' };
  };
}

async function openOwn(
  ctx: Context,
  client: WiseClient,
  keep: Keep,
  answer: ApiAnswer,
): Promise<ApiAnswer | undefined> {
  const { environment } = client.config;
  try {
    const opened = await openAnswer(ctx, client, keep, { ...answer, body: Buffer.from(answer.body) });
    if (opened.kind === 'refused') return undefined;
    const body = Buffer.from(opened.body).toString();
    if (opened.wasSealed) return { ...answer, contentType: 'application/json', body };
    if (!saysJwsError(answer)) return answer;
    ctx.log.warn({ environment, reason: 'jws_error' }, 'jose: Wise did not take a signature of ours');
  } catch (err) {
    ctx.log.error({ environment, err }, 'jose: an answer of Wise did not open');
  }
  return undefined;
}

/** Wise's refusal of the signature (docs/wise.md 10): it has not looked at what was asked, so it refuses none of that. */
function saysJwsError({ status, body }: ApiAnswer): boolean {
  return status === 400 && /"error"\s*:\s*"jws_error"/.test(body);
}

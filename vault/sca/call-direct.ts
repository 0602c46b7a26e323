import { AppError } from '#lib/errors/app-error';
import { openDirect, sealDirect } from '#vault/jose/direct';
import { forgetEncryptionKey } from '#vault/jose/wise-keys';
import type { VaultContext } from '#vault/runtime/context';
import { callSca, type ScaOutcome, type ScaRequest } from '#vault/wise/one-time-token';
import type { WiseAccess } from './wise-access';

/**
 * A call whose body Wise wants encrypted (PIN, device fingerprint). The text of its answer, opened where it was encrypted:
 * Wise's text and schema differ on that (docs/wise-open-questions.md).
 *
 * @throws AppError WISE_UNAVAILABLE when there is no key of Wise's: nothing was sent.
 */
export async function callDirect(
  ctx: VaultContext,
  { client, access }: WiseAccess,
  request: Pick<ScaRequest, 'method' | 'path' | 'oneTimeToken'> & { payload: Record<string, string> },
): Promise<ScaOutcome<string>> {
  const { payload, ...call } = request;
  const sealed = await sealDirect(ctx, client, Buffer.from(JSON.stringify(payload)));
  if (sealed.kind !== 'sealed') {
    throw new AppError('WISE_UNAVAILABLE', { log: `a factor was not sealed: ${sealed.kind}` });
  }
  const { headers, body, keep } = sealed;
  const deadlineMs = ctx.deadlines.apiCallMs;
  const sent = { ...call, access, headers, body, deadlineMs, hasOwnJose: true } as const;
  const outcome = await callSca(client, sent);
  // Wise could not decrypt, perhaps: the next one takes its newest key
  if (outcome.kind === 'unavailable') forgetEncryptionKey(ctx, client);
  if (outcome.kind !== 'ok') return outcome;
  const { status, contentType } = outcome.value;
  const opened = await openDirect(ctx, client, keep, {
    status,
    contentType,
    body: Buffer.from(outcome.value.body),
  });
  if (opened.kind === 'refused') return { kind: 'unavailable' };
  return { kind: 'ok', value: Buffer.from(opened.body).toString('utf8') };
}

import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { AccessUse } from '#vault/access-records/write-records';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { ScaOutcome } from '#vault/wise/one-time-token';

/** What a call about a connection's factors takes. */
export type WiseAccess = { client: WiseClient; access: Secret; profileId: string };

/** Who has the vault ask Wise: an API key, or null for the customer; and what the access record names the act by. */
export type Asker = { apiKeyId: string | null; requestId: string; network: string | undefined };

export const approvalUse = ({ apiKeyId, ...asked }: Asker): AccessUse => ({
  purpose: 'approval',
  apiKeyId: apiKeyId ?? '',
  ...asked,
});

/** @throws AppError as `vend`; CONFIGURATION_WRONG when the connection's client is not configured. */
export async function wiseAccess(ctx: VaultContext, connectionId: string, asker: Asker): Promise<WiseAccess> {
  const token = await vend(ctx, connectionId, { use: approvalUse(asker) });
  const { access, environment, clientId, profileId } = token;
  const client = ctx.wise.mustFind({ environment, clientId });
  return { client, access, profileId };
}

const RETRY_SECONDS = 60;

/** The failure to tell when Wise did not say yes to something about a factor. */
export function refusedByWise(kind: Exclude<ScaOutcome<unknown>['kind'], 'ok'>): AppError {
  switch (kind) {
    case 'refused':
      return new AppError('FACTOR_REFUSED');
    case 'not_set_up':
      return new AppError('FACTOR_NOT_SET_UP');
    case 'exists':
      return new AppError('FACTOR_EXISTS');
    case 'unauthorised':
      return new AppError('WISE_TOKEN_REFUSED', { retryAfterSeconds: 1 });
    case 'rate_limited':
      return new AppError('WISE_RATE_LIMITED', { retryAfterSeconds: RETRY_SECONDS });
    case 'unavailable':
      return new AppError('WISE_ANSWER_LOST', { log: 'a factor: no answer that can be read' });
  }
}

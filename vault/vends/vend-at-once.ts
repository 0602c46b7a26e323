import type { ApiKey } from '#vault/api-keys/authenticate';
import type { ShownKey } from '#vault/api-keys/checked-keys';
import { openField } from '#vault/grants/grant-record';
import type { VendAnswer } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';

export type VendAtOnce = { key: ApiKey; token: VendAnswer };

/**
 * The stored access token of a connection in one statement, for a key that this process has checked within the last minute.
 * Its record is committed when this returns (promise 11), and what was read is read from the primary after the request came
 * (promises 3 and 6).
 *
 * @returns undefined when it takes more than that, or is not to be: then authenticate and `vend` step by step, which
 *   answers, refuses or refreshes. A token that could not be opened may have left a record.
 */
export async function vendAtOnce(
  ctx: VaultContext,
  connectionId: string,
  request: ShownKey & { requestId: string },
): Promise<VendAtOnce | undefined> {
  const { source, requestId } = request;
  const checked = ctx.checkedKeys.find(request);
  if (checked === undefined || checked.key.quota !== null || !checked.key.scopes.includes('tokens:read'))
    return undefined;
  const began = performance.now();
  const grant = await ctx.readAndRecord({ checked, connectionId, requestId, network: source.address });
  // A commit that took long may have been overtaken by a freeze that somebody was told of.
  if (grant === undefined || performance.now() - began > ctx.deadlines.recordStaleMs) return undefined;
  const { accessExpiresAt: expiresAt, version, profileId, environment, clientId } = grant;
  try {
    const access = openField(ctx, grant, 'access');
    return { key: checked.key, token: { access, expiresAt, version, profileId, environment, clientId } };
  } catch {
    // `vend` says why, and alarms
    return undefined;
  }
}

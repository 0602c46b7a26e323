import type { ApiKeyScope } from '#lib/contract/api-key-scopes';
import type { ApiKey } from '#vault/api-keys/authenticate';
import type { ShownKey } from '#vault/api-keys/checked-keys';
import { openField } from '#vault/grants/grant-record';
import type { VendAnswer } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import type { VendPurpose } from './read-and-record';

export type VendAtOnce = { key: ApiKey; token: VendAnswer };

type Asked = ShownKey & {
  requestId: string;
  purpose: VendPurpose;
  /** Of a call that names one: the connection has to be for it. */
  profileId?: string | undefined;
};

const SCOPES: Record<VendPurpose, ApiKeyScope> = { token: 'tokens:read', call: 'wise:call' };

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
  request: Asked,
): Promise<VendAtOnce | undefined> {
  const { source, requestId, purpose, profileId } = request;
  const checked = ctx.checkedKeys.find(request);
  if (checked === undefined || checked.key.quota !== null || !checked.key.scopes.includes(SCOPES[purpose]))
    return undefined;
  const began = performance.now();
  const ask = { checked, connectionId, requestId, network: source.address, profileId };
  const grant = await ctx.readAndRecord[purpose](ask);
  // A commit that took long may have been overtaken by a freeze that somebody was told of.
  if (grant === undefined || performance.now() - began > ctx.deadlines.recordStaleMs) return undefined;
  const { accessExpiresAt: expiresAt, version, environment, clientId } = grant;
  try {
    const access = openField(ctx, grant, 'access');
    const owner = { profileId: grant.profileId, environment, clientId };
    return { key: checked.key, token: { access, expiresAt, version, ...owner } };
  } catch {
    // `vend` says why, and alarms
    return undefined;
  }
}

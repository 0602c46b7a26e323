import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors/app-error';
import type { ShownKey } from '#vault/api-keys/checked-keys';
import type { VaultContext } from '#vault/runtime/context';
import { type VendAtOnce, vendAtOnce } from '#vault/vends/vend-at-once';
import { CHALLENGE_HEADER } from './approval-step';
import type { CallMethod, CallTarget } from './call-types';
import { profileInPath, profileInQuery } from './granted-profile';
import { hasBody } from './read-body';
import { refuseUnlessGranted } from './refuse-call';

type Asked = ShownKey & {
  method: CallMethod;
  target: CallTarget;
  request: Pick<IncomingMessage, 'headers'>;
  requestId: string;
};

/**
 * The key's check, the token and its record for a call without a body, in one statement (decision 090). The call is held
 * to the rules for the profile that it names itself, and the statement wants the connection to be for that one: nothing is
 * recorded for a call that would be refused.
 *
 * @returns undefined when it takes more than that, or is not to be: then everything goes step by step, which says why.
 */
export async function openAtOnce(
  ctx: VaultContext,
  connectionId: string,
  { method, target, request, ...shown }: Asked,
): Promise<VendAtOnce | undefined> {
  // Without a body nobody can send slowly, and be served after a freeze. A challenge is claimed before the token is used.
  if (hasBody(request) || request.headers[CHALLENGE_HEADER] !== undefined) return undefined;
  const profileId = profileInPath(target) ?? profileInQuery(target);
  if (!mayBeGranted(method, target, profileId)) return undefined;
  return vendAtOnce(ctx, connectionId, { ...shown, purpose: 'call', profileId });
}

/** By the rules of production, which allow less: what the sandbox alone allows goes step by step. */
function mayBeGranted(method: CallMethod, target: CallTarget, profileId = ''): boolean {
  try {
    const body = { kind: 'none' } as const;
    refuseUnlessGranted({ method, target, body }, { environment: 'production', profileId });
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

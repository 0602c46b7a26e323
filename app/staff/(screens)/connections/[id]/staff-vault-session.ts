import 'server-only';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { staffToken } from '#lib/staff/current';
import type { VaultSession } from '#lib/vault-client/session';

/**
 * The session that the vault looks up itself (design 4.1).
 *
 * @throws AppError NOT_SIGNED_IN
 */
export function staffVaultSession(request: Request): VaultSession {
  const token = staffToken(request.headers);
  if (token === undefined) throw new AppError('NOT_SIGNED_IN');
  return { audience: 'staff', token: new Secret(token) };
}

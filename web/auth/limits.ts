import { requireWritable } from '#lib/db/writable';
import { AppError } from '#lib/errors/app-error';
import { clientNetwork } from '#web/http/client';
import { consumeRateLimit, type RateLimit } from '#web/rate-limits/consume';
import type { SignInRequest } from './answer';
import { countOpenLinks, LINK_MINUTES, STRANGERS_OPEN_LINKS } from './mail-tokens';
import { isRememberedDevice } from './remembered-device';

/** One step of a sign-in by somebody of this network. @throws AppError TOO_MANY_REQUESTS */
export function admitSignIn(
  request: SignInRequest,
  limit: Extract<RateLimit, `sign-in${string}`>,
): Promise<void> {
  return consumeRateLimit(request, limit, clientNetwork(request.headers));
}

/**
 * May a link be mailed to this address? Nothing here counts by the address alone, so that nobody can lock a person out
 * by asking in their name: strangers use up their own network's limits, and a browser in which the address signed in
 * before has one of its own. The bound over all addresses is for cost, and holds strangers only.
 *
 * @throws AppError TOO_MANY_REQUESTS or DATABASE_UNAVAILABLE; and what the database throws when it is away: nobody is
 *   told to wait for a message that cannot come.
 */
export async function admitMail(request: SignInRequest, address: string): Promise<void> {
  await requireWritable(request.db);
  if (isRememberedDevice(request, address)) {
    await consumeRateLimit(request, 'mail from remembered devices', address);
    return;
  }
  const network = clientNetwork(request.headers);
  await consumeRateLimit(request, 'mail', network);
  await consumeRateLimit(request, 'mail to one address', network && `${network}\n${address}`);
  if ((await countOpenLinks(request.db, request.audience)) < STRANGERS_OPEN_LINKS) return;
  throw new AppError('TOO_MANY_REQUESTS', {
    log: 'too many email links are open',
    retryAfterSeconds: LINK_MINUTES * 60,
  });
}

import { AppError } from '#lib/errors/app-error';
import type { WebEnv } from '#web/env/web-env';

/**
 * Refuses a changing request that another site's page may have sent (cross-site request forgery,
 * login forgery among it).
 *
 * Sec-Fetch-Site cannot be set by a page, so where a browser sends it, it decides: `same-origin` only.
 * `Origin: null` is then fine, because a page with `Referrer-Policy: no-referrer` sends just that.
 * Without it (browsers before 2023, programs) Origin has to be there and be ours.
 *
 * @throws AppError CROSS_SITE_REQUEST
 */
export function assertSameOrigin(request: Request, env: Pick<WebEnv, 'APP_URL'>): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const isOurs = origin === env.APP_URL;
  if (site === null) {
    if (!isOurs) throw new AppError('CROSS_SITE_REQUEST', { log: 'no Sec-Fetch-Site and no Origin of ours' });
    return;
  }
  if (site !== 'same-origin' || !(isOurs || origin === null || origin === 'null')) {
    throw new AppError('CROSS_SITE_REQUEST', { log: 'Sec-Fetch-Site or Origin names another site' });
  }
}

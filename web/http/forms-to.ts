import { ENVIRONMENTS, readEnvironment } from '#lib/env/wise';
import { approvalPageUrl, type WebEnv } from '#web/env/web-env';

const APPROVAL_START = new RegExp(`^/approve/[^/]+/start/(${ENVIRONMENTS.join('|')})$`);

/**
 * Where else than here forms of the answer at this address may go: Wise's approval page of the environment that the address
 * names, from the page that takes the customer there (post-interstitial.ts). Everywhere else: nowhere.
 */
export function formsTo(
  pathname: string,
  env: Pick<WebEnv, 'WISE_SANDBOX_APPROVAL_PAGE_URL' | 'WISE_PRODUCTION_APPROVAL_PAGE_URL'>,
): string | undefined {
  const named = APPROVAL_START.exec(pathname)?.[1];
  const environment = readEnvironment(named);
  return environment === undefined ? undefined : approvalPageUrl(env, environment).origin;
}

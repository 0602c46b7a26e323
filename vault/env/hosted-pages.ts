import { originList } from '#lib/env/fields';
import { type Environment, WISE_HOSTS } from '#lib/env/wise';

/** Where Wise's own pages may be that a customer is sent on to: Wise documents one address of the sandbox (docs/wise.md 12.6). */
export const hostedPageFields = {
  WISE_SANDBOX_HOSTED_PAGE_ORIGINS: originList().default([WISE_HOSTS.sandbox.web]),
  WISE_PRODUCTION_HOSTED_PAGE_ORIGINS: originList().default([WISE_HOSTS.production.web]),
};

type Origins = Readonly<Record<keyof typeof hostedPageFields, readonly string[]>>;

/** The origins of an environment. */
export function hostedPageOrigins(env: Origins, environment: Environment): readonly string[] {
  return environment === 'sandbox'
    ? env.WISE_SANDBOX_HOSTED_PAGE_ORIGINS
    : env.WISE_PRODUCTION_HOSTED_PAGE_ORIGINS;
}

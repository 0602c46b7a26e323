import type { CheckId } from '#lib/contract/readiness';
import { clientChecks } from './readiness-client';
import type { ChecksOf } from './readiness-finding';
import { keyChecks } from './readiness-keys';
import { runningChecks } from './readiness-running';
import { webhookChecks } from './readiness-webhooks';

/** By check and finding. */
export const checks: ChecksOf<CheckId> = {
  ...clientChecks,
  ...keyChecks,
  ...webhookChecks,
  ...runningChecks,
};

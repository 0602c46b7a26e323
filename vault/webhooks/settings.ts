import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

/** What our subscriptions at Wise should be. */
export type WebhookSetting = {
  environment: Environment;
  client: WiseClient;
  applicationKey: string;
  url: string;
  events: readonly { eventType: string; schemaVersion: string }[];
  isRepaired: boolean;
};

/** Those that say whether a connection lives and money can move. */
const USUAL =
  'users#state-change@2.0.0,profiles#state-change@4.0.0,profiles#verification-state-change@2.0.0,' +
  'profiles#cdd-check-state-change@2.0.0,kyc-reviews#state-change@2.0.0';

/** The environments whose address and application key are set: there subscriptions are ours to make and keep. */
export function webhookSettings({ env, wise }: Pick<VaultContext, 'env' | 'wise'>): WebhookSetting[] {
  const all = {
    sandbox: {
      applicationKey: env.WISE_SANDBOX_APPLICATION_KEY,
      url: env.WISE_SANDBOX_WEBHOOK_URL,
      events: env.WISE_SANDBOX_WEBHOOK_EVENTS,
      repair: env.WISE_SANDBOX_WEBHOOK_REPAIR,
    },
    production: {
      applicationKey: env.WISE_PRODUCTION_APPLICATION_KEY,
      url: env.WISE_PRODUCTION_WEBHOOK_URL,
      events: env.WISE_PRODUCTION_WEBHOOK_EVENTS,
      repair: env.WISE_PRODUCTION_WEBHOOK_REPAIR,
    },
  };
  return ENVIRONMENTS.flatMap((environment) => {
    const { applicationKey, url, events = USUAL, repair } = all[environment];
    const client = wise.ofEnvironment(environment);
    if (applicationKey === undefined || url === undefined || client === undefined) return [];
    const wanted = events.split(',').map((each) => {
      const [eventType = '', schemaVersion = ''] = each.split('@');
      return { eventType, schemaVersion };
    });
    return [{ environment, client, applicationKey, url, events: wanted, isRepaired: repair === 'yes' }];
  });
}

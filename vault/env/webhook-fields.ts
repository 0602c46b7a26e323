import * as z from 'zod';

/** What Wise takes as the address of a webhook (docs/wise.md 12.1): no port, query or credentials. */
const OF_WISE = /^https:\/\/[a-z0-9.-]*[a-z][a-z0-9.-]*(\/[^?#\s]*)?$/i;
/** What the emulator takes besides: this machine. Wise could not call it, and refuses it. */
const OF_EMULATOR = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?(\/[^?#\s]*)?$/;

const webhookUrl = z
  .string()
  .refine(
    (value) => (OF_WISE.test(value) || OF_EMULATOR.test(value)) && URL.canParse(value),
    'must be https:// with a host name, without port, query or credentials: Wise takes no other',
  )
  .optional();
/** As type@version. */
const webhookEvents = z
  .string()
  .regex(/^[a-z0-9#-]+@\d+\.\d+\.\d+(,[a-z0-9#-]+@\d+\.\d+\.\d+)*$/, 'must be type@version[,type@version…]')
  .optional();
const repair = z.enum(['yes', 'no']).default('yes');
// Not …_CLIENT_KEY, as Wise calls it: …_CLIENT_KEY_FILE is the private key of the client certificate.
const applicationKey = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,200}$/, 'must be the client key as the Developer Hub shows it')
  .optional();

/** What the webhooks of each environment need (docs/runbooks/webhooks.md). */
export const webhookFields = {
  WISE_SANDBOX_APPLICATION_KEY: applicationKey,
  WISE_SANDBOX_WEBHOOK_URL: webhookUrl,
  WISE_SANDBOX_WEBHOOK_EVENTS: webhookEvents,
  WISE_SANDBOX_WEBHOOK_REPAIR: repair,
  WISE_SANDBOX_WEBHOOK_KEYS: z.string().optional(),
  WISE_SANDBOX_WEBHOOK_KEYS_FILE: z.string().optional(),
  WISE_PRODUCTION_APPLICATION_KEY: applicationKey,
  WISE_PRODUCTION_WEBHOOK_URL: webhookUrl,
  WISE_PRODUCTION_WEBHOOK_EVENTS: webhookEvents,
  WISE_PRODUCTION_WEBHOOK_REPAIR: repair,
  WISE_PRODUCTION_WEBHOOK_KEYS: z.string().optional(),
  WISE_PRODUCTION_WEBHOOK_KEYS_FILE: z.string().optional(),
};

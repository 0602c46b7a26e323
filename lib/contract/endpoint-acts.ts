import * as z from 'zod';
import { readUuid } from '#lib/text/uuid';

const endpointId = z.string().transform(readUuid).pipe(z.string());

/** Where an endpoint begins that is enabled: with what it missed meanwhile, or with what happens from now on. */
export const ENDPOINT_BEGINS = ['missed', 'now'] as const;
export type EndpointBegin = (typeof ENDPOINT_BEGINS)[number];

/** How far back events can be sent again at once, in hours; as texts, as a form has them. */
export const REPLAY_HOURS = ['1', '6', '24', '72', '168'] as const;
export type ReplayHours = (typeof REPLAY_HOURS)[number];

/** Whether the partner hears of anything: approved with a passkey (design 4.19). */
export const ENDPOINT_ACT_SCHEMAS = [
  z.strictObject({ act: z.literal('event_endpoint.enable'), endpointId, begin: z.enum(ENDPOINT_BEGINS) }),
  z.strictObject({ act: z.literal('event_endpoint.disable'), endpointId }),
] as const;

/** What staff do with an endpoint for events. Those that only send there what was meant for it want no passkey. */
export const endpointActSchema = z.discriminatedUnion('act', [
  ...ENDPOINT_ACT_SCHEMAS,
  z.strictObject({ act: z.literal('event_endpoint.test'), endpointId }),
  z.strictObject({
    act: z.literal('event_endpoint.send_again'),
    endpointId,
    position: z.string().regex(/^[1-9]\d{0,17}$/),
  }),
  z.strictObject({ act: z.literal('event_endpoint.replay'), endpointId, hours: z.enum(REPLAY_HOURS) }),
]);
export type EndpointAct = z.output<typeof endpointActSchema>;
export type EndpointActInput = z.input<typeof endpointActSchema>;

/** What came of it. `unchanged`: it was so already; `none`: there is no such event any more; `disabled_now`: it takes no test. */
export const ENDPOINT_RESULTS = [
  'enabled',
  'disabled',
  'unchanged',
  'tested',
  'disabled_now',
  'sent_again',
  'none',
] as const;
export type EndpointResult = (typeof ENDPOINT_RESULTS)[number];

export const endpointAnswerSchema = z.object({ result: z.enum(ENDPOINT_RESULTS) });

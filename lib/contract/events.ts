import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import { DISCONNECT_REASONS, LOST_REASONS, PROFILE_TYPES } from './connections';
import { eventPageQuery, nextAfter } from './event-page';
import { MONEY_REASONS, MONEY_STATES } from './standings';

// What we tell the partner (design 4.21). What Wise tells us stands in partner-events.ts.

const environment = z.enum(ENVIRONMENTS);
const instant = z.iso.datetime();

/** What of a connection can change: both ends of every state. A CHECK of the database holds the same list. */
export const CONNECTION_EVENT_TYPES = [
  'connection.connected',
  'connection.reconnected',
  'connection.needs_reconnect',
  'connection.disconnected',
  'connection.frozen',
  'connection.released',
  'connection.expiring',
  'profile.changed',
  'sca.required',
  'sca.done',
] as const;
export type ConnectionEventType = (typeof CONNECTION_EVENT_TYPES)[number];

/** `test` is sent to one endpoint when somebody asks for it, and stands in no list. */
export const EVENT_TYPES = [...CONNECTION_EVENT_TYPES, 'test'] as const;

/** What each type says besides which connection it is about, as it is stored. */
export const EVENT_DETAILS = {
  'connection.connected': z.object({}),
  'connection.reconnected': z.object({}),
  'connection.needs_reconnect': z.object({
    reason: z.enum(LOST_REASONS).nullable().describe('Why: no more than Wise says.'),
  }),
  'connection.disconnected': z.object({
    reason: z
      .enum(DISCONNECT_REASONS)
      .nullable()
      .describe('On whose behalf; `customer` also where your staff recorded that they withdrew.'),
  }),
  'connection.frozen': z.object({}),
  'connection.released': z.object({}),
  'connection.expiring': z.object({
    expires_at: instant.describe('From then on the customer has to connect again.'),
  }),
  'profile.changed': z.object({
    money_movement: z.object({
      state: z.enum(MONEY_STATES),
      reasons: z.array(z.object({ code: z.enum(MONEY_REASONS) })),
    }),
  }),
  'sca.required': z.object({
    challenge_id: z.uuid(),
    operation: z.string(),
    expires_at: instant,
  }),
  'sca.done': z.object({ challenge_id: z.uuid(), operation: z.string() }),
} as const satisfies Record<ConnectionEventType, z.ZodObject>;
export type EventDetail<Type extends ConnectionEventType> = z.output<(typeof EVENT_DETAILS)[Type]>;

const aboutConnection = {
  connection_id: z.uuid(),
  environment,
  profile_id: z
    .string()
    .describe('Wise’s id of the profile: a string, because a double would round 64 bits.'),
  profile_type: z.enum(PROFILE_TYPES),
  customer: z
    .object({
      id: z.uuid(),
      issuer: z.string().nullable(),
      subject: z.string().nullable().describe('Of the customer’s own sign-in with the partner.'),
    })
    .describe('As it is when the event is read or sent: after an erasure it names nobody.'),
};

const envelope = {
  id: z.uuid().describe('The same whenever and however it arrives: what you have seen, ignore.'),
  position: z
    .string()
    .describe(
      'Grows; `after` of the next question. Of one connection, what happened later has a higher one.',
    ),
  created_at: instant.describe('When it happened.'),
};

const ofType = <Type extends ConnectionEventType>(type: Type) =>
  z.object({
    ...envelope,
    type: z.literal(type),
    data: z.object({ ...aboutConnection, ...EVENT_DETAILS[type].shape }),
  });

const connectionEvents = [
  ofType('connection.connected'),
  ofType('connection.reconnected'),
  ofType('connection.needs_reconnect'),
  ofType('connection.disconnected'),
  ofType('connection.frozen'),
  ofType('connection.released'),
  ofType('connection.expiring'),
  ofType('profile.changed'),
  ofType('sca.required'),
  ofType('sca.done'),
] as const;

/** Something that happened to a connection. */
export const connectionEventSchema = z.discriminatedUnion('type', connectionEvents);
export type ConnectionEvent = z.output<typeof connectionEventSchema>;

/** What an endpoint is sent. */
export const eventSchema = z.discriminatedUnion('type', [
  ...connectionEvents,
  z.object({
    ...envelope,
    type: z.literal('test'),
    data: z.object({ endpoint_id: z.uuid(), environment }),
  }),
]);
export type OutgoingEvent = z.output<typeof eventSchema>;

export const eventsQuerySchema = eventPageQuery(
  'The `next_after` of the answer before; 0, or nothing, begins with the oldest that is kept.',
);

export const eventsSchema = z.object({
  data: z.array(connectionEventSchema).describe('In order: whoever has seen one has seen all before it.'),
  next_after: nextAfter,
});
export type PartnerEvents = z.output<typeof eventsSchema>;

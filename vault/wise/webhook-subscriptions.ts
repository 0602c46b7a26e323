import * as z from 'zod';
import type { Secret } from '#lib/log/secret';
import { callApi } from './api-request';
import type { WiseClient } from './client';
import { parseLossless } from './lossless';

/** A subscription of our application (docs/wise.md 12.1). */
export type Subscription = { id: string; eventType: string; schemaVersion: string; url: string };

export type SubscriptionOutcome<Value> =
  | { kind: 'ok'; value: Value }
  /** Wise takes neither our token nor another: it was refused before it acted. */
  | { kind: 'unauthorised' }
  | { kind: 'refused'; status: number }
  | { kind: 'unavailable' };

const DEADLINE_MS = 10_000;
const text = z.string().max(2_048);
const subscriptionSchema = z
  .object({ id: text, trigger_on: text, delivery: z.object({ version: text, url: text }) })
  .transform(
    ({ id, trigger_on: eventType, delivery }): Subscription => ({
      id,
      eventType,
      schemaVersion: delivery.version,
      url: delivery.url,
    }),
  );

type Ask = { access: Secret; applicationKey: string };

/** All that our application has. */
export const listSubscriptions = (client: WiseClient, ask: Ask) =>
  call(client, ask, { method: 'GET', path: '', schema: z.array(subscriptionSchema) });

/** Wise sends a test message to the address before it answers. */
export const createSubscription = (
  client: WiseClient,
  ask: Ask,
  { eventType, schemaVersion, url }: Omit<Subscription, 'id'>,
) =>
  call(client, ask, {
    method: 'POST',
    path: '',
    body: {
      name: `Connect Wise: ${eventType}`,
      trigger_on: eventType,
      delivery: { version: schemaVersion, url },
    },
    schema: subscriptionSchema,
  });

/** How many test messages Wise has queued. */
export const requestTest = (client: WiseClient, ask: Ask, subscriptionId: string) =>
  call(client, ask, {
    method: 'POST',
    path: `/${encodeURIComponent(subscriptionId)}/test-notifications`,
    body: {},
    schema: z.array(z.unknown()).transform((queued) => queued.length),
  });

type Call<Shape extends z.ZodType> = { method: 'GET' | 'POST'; path: string; body?: object; schema: Shape };

async function call<Shape extends z.ZodType>(
  client: WiseClient,
  { access, applicationKey }: Ask,
  { method, path, body, schema }: Call<Shape>,
): Promise<SubscriptionOutcome<z.output<Shape>>> {
  const version = client.config.apiVersion === '' ? 'v3' : client.config.apiVersion;
  const base = `/${version}/applications/${encodeURIComponent(applicationKey)}/subscriptions`;
  const answer = await callApi(client, {
    method,
    path: `${base}${path}`,
    access,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    deadlineMs: DEADLINE_MS,
  });
  if (answer === undefined) return { kind: 'unavailable' };
  if (answer.status === 401) return { kind: 'unauthorised' };
  if (answer.status >= 400 && answer.status < 500) return { kind: 'refused', status: answer.status };
  if (answer.status !== 200 && answer.status !== 201) return { kind: 'unavailable' };
  try {
    return { kind: 'ok', value: schema.parse(parseLossless(answer.body)) };
  } catch {
    return { kind: 'unavailable' };
  }
}

import { html } from '#emulator/kernel/pages/html';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';
import type { Subscription } from '#emulator/kernel/store/webhooks/subscriptions';
import { deliveryWords } from '#emulator/webhooks/delivery-words';
import { EVENT_TYPES } from '#emulator/webhooks/event-types';
import { canRetry, retryNow } from '#emulator/webhooks/retry-now';
import { sendTestNotification } from '#emulator/webhooks/send-test-notification';
import { subscribe, unsubscribe } from '#emulator/webhooks/subscribe';
import { actAddress } from './addresses';
import type { HubAct, HubCall, HubNotice, HubSection } from './section';

const SHOWN = 20;

/** Subscriptions of the application, what was delivered to all of the app's, and a retry of what was not. */
export const webhooks: HubSection = {
  id: 'webhooks',
  title: 'Webhooks',
  show: (call) => html`${subscriptionList(call)}${subscribeForm(call)}${deliveryList(call)}`,
  acts: {
    subscribe: ({ state, client, fields }) => {
      const [trigger_on = '', version = ''] = (fields.get('event') ?? '').split(' ');
      const asked = { name: fields.get('name'), trigger_on, delivery: { version, url: fields.get('url') } };
      const scope = { domain: 'application' as const, id: client.clientKey };
      const createdBy = { type: 'application' as const, id: client.clientId };
      const made = subscribe(state, { scope, createdBy, clientId: client.clientId }, asked);
      if (made.ok) return done(`${trigger_on} is now delivered to ${made.subscription.url}.`);
      const problems = made.problems.map(({ path, message }) => `${path}: ${message}`);
      return { kind: 'refused', text: `Nothing was changed. ${problems.join('; ')}.` };
    },
    unsubscribe: withSubscription((call, found) => {
      unsubscribe(call.state, found);
      return done(`${found.eventType} is not delivered to ${found.url} any more.`);
    }),
    test: withSubscription((call, found) =>
      sendTestNotification(call.state, found).length > 0
        ? done(`A test notification is on its way to ${found.url}.`)
        : {
            kind: 'refused',
            text: 'The emulator never sends events of this type, and no test of it either.',
          },
    ),
    retry: ({ state, client, fields }) => {
      const delivery = state.webhooks.deliveries.find(fields.get('delivery') ?? '');
      const isTried = delivery && isOf(client)(delivery) && retryNow(state, delivery);
      return isTried
        ? done('It is sent again now.')
        : { kind: 'refused', text: 'There is nothing to retry.' };
    },
  },
};

function withSubscription(act: (call: HubCall, found: Subscription) => HubNotice): HubAct {
  return (call) => {
    const { state, client, fields } = call;
    const all = state.webhooks.subscriptions.ofClient(client.clientId);
    const found = all.find(({ id }) => id === fields.get('subscription'));
    return found ? act(call, found) : { kind: 'refused', text: 'There is no such subscription any more.' };
  };
}

function done(text: string): HubNotice {
  return { kind: 'done', text };
}

function isOf({ clientId }: RegisteredClient) {
  return ({ subscription }: Delivery) => subscription.clientId === clientId;
}

function subscriptionList({ state, client }: HubCall) {
  const all = state.webhooks.subscriptions.ofClient(client.clientId);
  if (all.length === 0) return html`<p>No subscription yet.</p>`;
  return html`<ul class="plain">${all.map((one) => html`<li>${subscriptionRow(client, one)}</li>`)}</ul>`;
}

function subscriptionRow(
  client: RegisteredClient,
  { id, name, eventType, version, url, scope }: Subscription,
) {
  const isTestable = scope.domain === 'application';
  const button = (act: string, label: string) =>
    html`<button class="second" formaction="${actAddress(client, 'webhooks', act)}" aria-label="${label}: ${name}">${label}</button>`;
  return html`<form class="row wrap" method="post" action="${actAddress(client, 'webhooks', 'unsubscribe')}">
<input type="hidden" name="subscription" value="${id}">
<span><bdi>${name}</bdi><small><code>${eventType}</code> · ${version} · <code>${url}</code>
${!isTestable && html` · profile ${scope.id}`}</small></span>
${isTestable && button('test', 'Send a test')}${button('unsubscribe', 'Delete')}</form>`;
}

function subscribeForm({ client }: HubCall) {
  const choices = Object.entries(EVENT_TYPES)
    .filter(([, { domains }]) => domains.includes('application'))
    .flatMap(([type, { versions }]) => versions.map((version) => `${type} ${version}`));
  return html`<form method="post" action="${actAddress(client, 'webhooks', 'subscribe')}">
<label class="field">Name<input name="name" required maxlength="255" placeholder="Accounts that close"></label>
<label class="field">Event and version<select name="event">${choices.map((choice) => {
    return html`<option${choice.startsWith('users#') && html` selected`}>${choice}</option>`;
  })}</select></label>
<label class="field">Address: of this machine, or as Wise wants it (https, a host name, no port, no query)
<input name="url" required maxlength="2000" placeholder="http://localhost:3102/wise"></label>
<button class="second">Subscribe</button></form>`;
}

function deliveryList(call: HubCall) {
  const { state, client } = call;
  const newest = state.webhooks.deliveries.newest(SHOWN, isOf(client));
  if (newest.length === 0) return html`<p class="quiet">Nothing was delivered yet.</p>`;
  return html`<h3>Deliveries, the newest first</h3>
<ul class="plain">${newest.map((delivery) => html`<li>${deliveryRow(call, delivery)}</li>`)}</ul>`;
}

function deliveryRow({ state, client, now }: HubCall, delivery: Delivery) {
  const { id, kind, subscription } = delivery;
  return html`<form class="row wrap" method="post" action="${actAddress(client, 'webhooks', 'retry')}">
<input type="hidden" name="delivery" value="${id}">
<span><code>${subscription.eventType}</code>${kind !== 'event' && ` (${kind})`}<small>${deliveryWords(delivery, now)}</small></span>
${canRetry(state, delivery) && html`<button class="second" aria-label="Retry ${subscription.eventType}">Retry</button>`}</form>
<details><summary>What was sent</summary><pre>${whatWasSent(delivery)}</pre></details>`;
}

/** The body as it went over the wire, its signature, and each attempt. */
function whatWasSent({ deliveryId, body, signature, oldSignature, attempts }: Delivery): string {
  const tries = attempts.map(({ at, deliveryId: header, status, problem }) => {
    const id = header === deliveryId ? '' : ` as ${header}`;
    return `${new Date(at).toISOString()}${id}: ${status ?? problem}`;
  });
  const headers = [`X-Delivery-Id: ${deliveryId}`, `X-Signature-SHA256: ${signature ?? '(none)'}`];
  if (oldSignature !== null) headers.push(`X-Signature: ${oldSignature}`);
  return [body, '', ...headers, '', ...tries].join('\n');
}

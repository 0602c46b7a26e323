import { html } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';
import { deliveryWords } from '#emulator/webhooks/delivery-words';
import { canRetry } from '#emulator/webhooks/retry-now';
import { TAMPERINGS } from '#emulator/webhooks/tampering';
import { chip, type Every, form, hidden } from './parts';

const SHOWN = 10;

/** What was sent last, and how a receiver can be tried with it. */
export function webhookList(state: EmulatorState, every: Every) {
  const { subscriptions, deliveries } = state.webhooks;
  const count = subscriptions.all().length;
  const newest = deliveries.newest(SHOWN);
  return html`<p class="quiet">${count === 1 ? 'One subscription' : `${count} subscriptions`}; apps make theirs by the API,
or by hand in the <a href="/developer-hub">Developer Hub</a>. Receivers verify with
<a href="/__emulator/webhooks/public-key.pem">this key</a>.</p>
${holding(state, every)}
${newest.length === 0 && html`<p class="quiet">Nothing was sent yet: close the account of somebody who is connected.</p>`}
<ul class="plain ruled">${newest.map((delivery) => html`<li>${deliveryRow(state, delivery, every)}</li>`)}</ul>`;
}

function holding({ webhooks }: EmulatorState, every: Every) {
  if (!webhooks.dispatcher.isHolding) {
    return form(
      'webhook-hold',
      every,
      html`<button class="second small">Hold deliveries back</button>`,
      'above',
    );
  }
  const waiting = webhooks.deliveries.all().filter(({ state }) => state === 'pending').length;
  const release = (order: string, label: string) =>
    form(
      'webhook-release',
      every,
      html`${hidden('order', order)}<button class="second small">${label}</button>`,
      '',
    );
  return html`<p class="chips">${chip(`Held back: ${waiting}`, 'warn')}</p>
<div class="row above">${release('kept', 'Send them in order')}${release('reversed', 'Send the newest first')}</div>`;
}

function deliveryRow(state: EmulatorState, delivery: Delivery, every: Every) {
  const { id, subscription, kind } = delivery;
  const tamperings = Object.entries(TAMPERINGS).map(([name, { label }]) => [name, label] as const);
  const choices = canRetry(state, delivery)
    ? [['retry', 'Try it again now'] as const, ...tamperings]
    : tamperings;
  return html`<div class="person"><div class="who"><code>${subscription.eventType}</code>
${kind !== 'event' && chip(kind)}<small class="block">${deliveryWords(delivery, state.clock.now())}</small></div>
${form(
  'webhook-trick',
  every,
  html`${hidden('delivery', id)}
<select name="trick" aria-label="What happens to this delivery">${choices.map(([name, label]) => {
    return html`<option value="${name}">${label}</option>`;
  })}</select>
<button class="second small" aria-label="Do it: ${subscription.eventType}">Do it</button>`,
  'acts',
)}</div>`;
}

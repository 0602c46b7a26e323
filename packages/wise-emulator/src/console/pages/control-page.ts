import { html, type Part } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { EmulatorState } from '#emulator/kernel/state';
import { CONTROL_STYLE } from './control-style';
import { eventList } from './event-list';
import { faultForm } from './fault-form';
import { faultList } from './fault-list';
import { glance } from './glance';
import type { Every } from './parts';
import { peopleList } from './people-list';
import { presetList } from './preset-list';
import { settingList } from './setting-list';
import { webhookList } from './webhook-list';

const LIVELY_SECONDS = 3;

export type ControlFacts = {
  /** The page loads itself again after so many seconds. */
  every?: Every;
  /** What was wrong with what was filled in. */
  problem?: string;
};

/** Everything by hand that the control API does, without scripts. */
export function controlPage(state: EmulatorState, { every, problem }: ControlFacts = {}): string {
  const body = html`
${problem !== undefined && html`<p class="card problem" role="alert">${problem}</p>`}
${glance(state, every)}
<nav class="jump" aria-label="On this page">${jumps(every)}</nav>
<div class="halves"><div>
${presetList(state, every)}
${part('faults', 'Faults', faults(state, every))}
${part('settings', 'Settings', settingList(state, every))}
</div><div>
${part('people', 'Wise users and their live tokens', peopleList(state, every))}
${part('webhooks', 'Webhooks', webhookList(state, every))}
${part('log', 'What happened', log(state))}
</div></div>`;
  return page({ title: 'Control', wide: true, body, head: [CONTROL_STYLE, reload(every)] });
}

function faults(state: EmulatorState, every: Every) {
  return html`${faultList(state, every)}
<details class="plant"><summary>Plant a fault</summary>${faultForm(state, every)}</details>`;
}

function log(state: EmulatorState) {
  return html`<p class="quiet">The newest first, in UTC; press one to see all of it, raw tokens included. As lines:
<a href="/__emulator/log.ndjson">everything that happened</a>,
<a href="/__emulator/ground-truth.ndjson">everything that is true now</a>.</p>
${eventList(state)}`;
}

function part(id: string, title: string, body: Part) {
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}

function jumps(every: Every) {
  const places = ['presets', 'faults', 'settings', 'people', 'webhooks', 'log'];
  const lively = html`<a href="/__emulator?every=${LIVELY_SECONDS}">Reload by itself</a>`;
  const still = html`<a href="/__emulator">Stop reloading</a>`;
  return html`${places.map((id) => html`<a href="#${id}">${id}</a>`)}
<a href="/account/connected-apps">connected apps</a>${every === undefined ? lively : still}`;
}

/** A page without scripts keeps itself fresh by the oldest way there is. */
function reload(every: Every) {
  return every !== undefined && html`<meta http-equiv="refresh" content="${every}">`;
}

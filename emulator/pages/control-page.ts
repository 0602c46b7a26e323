import { FAULT_KINDS, FAULT_MOMENTS } from '#emulator/control/fault-kinds';
import type { Fault } from '#emulator/control/faults';
import { PRESETS, type Preset } from '#emulator/control/presets';
import { SWITCH_GROUPS } from '#emulator/control/switches';
import type { EmulatorState } from '#emulator/state';
import { html } from './html';
import { page } from './layout';
import { settingsForm } from './settings-form';
import { switchForm } from './switch-form';

const SHOWN_EVENTS = 50;

/** Everything by hand that the control API does: presets, settings, faults, users, the log. */
export function controlPage(state: EmulatorState): string {
  const body = html`
<div class="acts card">
${act('/__emulator/forms/clear-faults', 'Clear faults')}
${act('/__emulator/forms/reset', 'Reset everything')}
<span class="quiet">Reset forgets tokens, codes, sign-ins, faults, settings and the log; apps stay.</span>
</div>
<div class="grid">
<section class="card"><h2>Presets</h2><ul class="plain">${PRESETS.map(presetRow)}</ul></section>
<div>
<section class="card"><h2>Settings</h2>${settingsForm(state.settings.current)}</section>
${SWITCH_GROUPS.map((group) => switchForm(group, state.settings.current))}
<section class="card"><h2>Faults</h2>${faultList(state.faults.all())}</section>
<section class="card"><h2>Plant a fault</h2>${faultForm(state.endpoints)}</section>
<section class="card"><h2>Wise users</h2>${userList(state)}</section>
</div>
</div>
<section class="card"><h2>The newest ${SHOWN_EVENTS} events</h2>
<p class="quiet">With raw tokens. Reload to see more; all of it: <a href="/__emulator/log">/__emulator/log</a>,
<a href="/__emulator/tokens/live">/__emulator/tokens/live</a></p>
<ol class="log">${state.log.newest(SHOWN_EVENTS).map(({ seq, at, type, ...facts }) => {
    return html`<li><strong>${seq} ${type}</strong> <span class="quiet">${at}</span><pre>${JSON.stringify(facts)}</pre></li>`;
  })}</ol></section>`;
  return page({ title: 'Control', wide: true, body });
}

function act(action: string, label: string) {
  return html`<form method="post" action="${action}"><button class="second">${label}</button></form>`;
}

function presetRow({ id, label, outcome }: Preset) {
  return html`<li><form method="post" action="/__emulator/forms/preset" class="row">
<input type="hidden" name="preset" value="${id}">
<span>${label}<small>${outcome}</small></span><button class="second" aria-label="Use preset: ${label}">Use</button>
</form></li>`;
}

function faultList(faults: readonly Fault[]) {
  if (faults.length === 0) return html`<p class="quiet">None: the emulator behaves as documented.</p>`;
  return html`<ul class="plain">${faults.map(({ id, spec, remaining, waiting }) => {
    return html`<li><form class="row" method="post" action="/__emulator/forms/release">
<input type="hidden" name="fault" value="${id}">
<span>${spec.kind} ${spec.when} the effect of <code>${spec.endpoint}</code>
<small>${id} · ${remaining} to come · ${waiting} waiting</small></span>
<button class="second" aria-label="Release ${id}">Release</button></form></li>`;
  })}</ul>`;
}

function select(label: string, name: string, values: readonly string[]) {
  return html`<label class="field">${label}
<select name="${name}">${values.map((value) => html`<option>${value}</option>`)}</select></label>`;
}

function faultForm(endpoints: ReadonlySet<string>) {
  return html`<form method="post" action="/__emulator/forms/fault">
${select('Endpoint', 'endpoint', [...endpoints])}
${select('What happens', 'kind', FAULT_KINDS)}
${select('Relative to the effect', 'when', FAULT_MOMENTS)}
<label class="field">For how many requests<input type="number" name="count" value="1" min="1"></label>
<label class="field">Delay in milliseconds (delay)<input type="number" name="delayMs" min="0"></label>
<label class="field">Status (answer)<input type="number" name="status" min="200" max="599"></label>
<label class="field">Body (answer)<input name="body"></label>
<button class="second">Plant the fault</button></form>`;
}

function userList(state: EmulatorState) {
  return html`<ul class="plain">${state.people.all().map((user) => {
    const button = html`<button class="second" aria-label="Deactivate ${user.label}">Deactivate</button>`;
    return html`<li><form class="row" method="post" action="/__emulator/forms/deactivate">
<input type="hidden" name="user" value="${user.id}">
<span>${user.label}<small>${user.id} · ${user.hint}</small></span>
${state.people.isActive(user.id) ? button : html`<span class="quiet">account closed</span>`}</form></li>`;
  })}</ul>`;
}

import { html } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import { PRESET_GROUPS, type Preset, type PresetGroup, presetInForce } from '../presets/presets';
import { byHand } from './by-hand';
import { type Every, form, hidden } from './parts';

/** A button for each thing that a customer of the app can meet. */
export function presetList(state: EmulatorState, every: Every) {
  const inForce = presetInForce(state);
  return html`<section aria-labelledby="presets"><h2 id="presets">Presets</h2>
<p class="quiet">One press takes back all faults and settings and sets this one. What happens to people stays.
An app asks Wise at most so often: Connect Wise checks one connection once in five minutes (once in ten seconds
under npm run dev), and at once after it was connected anew.</p>
${PRESET_GROUPS.map((group, at) => groupCard(state, group, { every, inForce, isOpen: at === 0 }))}
${byHand()}</section>`;
}

type Shown = { every: Every; inForce: Preset | undefined };

function groupCard(
  state: EmulatorState,
  { title, presets }: PresetGroup,
  { isOpen, ...shown }: Shown & { isOpen: boolean },
) {
  const isInForce = presets.some((preset) => preset === shown.inForce);
  return html`<details class="card"${(isOpen || isInForce) && html` open`}><summary><h3>${title}</h3>
<span class="quiet">${presets.length}${isInForce && ' · in force'}</span></summary>
<ul class="plain ruled">${presets.map((preset) => presetRow(state, preset, shown))}</ul></details>`;
}

function presetRow(state: EmulatorState, preset: Preset, { every, inForce }: Shown) {
  const { id, label, outcome, how, act } = preset;
  const isInForce = preset === inForce;
  const use = isInForce ? 'In force' : 'Use';
  const body = html`${hidden('preset', id)}
<span>${label}<small>The customer sees: <strong>${outcome}</strong></small><small>${how}</small>
${act && personChoice(state)}</span>
<button class="${isInForce ? '' : 'second'}" aria-label="${use}: ${label}">${use}</button>`;
  return html`<li>${form('preset', every, body)}</li>`;
}

function personChoice({ people }: EmulatorState) {
  return html`<label class="inline">Who <select name="user"><option value="">everybody</option>
${people.all().map(({ id, label }) => html`<option value="${id}">${label}</option>`)}</select></label>`;
}

import { html, type Part } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import { presetInForce } from '../presets/presets';
import { chip, duration, type Every, form } from './parts';
import { labelOfSetting } from './save-settings';

/** What is set now, before anything else. */
export function glance(state: EmulatorState, every: Every) {
  const now = state.clock.now();
  const preset = presetInForce(state);
  const changes = [...faultChips(state, now), ...settingChips(state), ...peopleChips(state)];
  return html`<section class="card now" aria-labelledby="now">
<div><h2 id="now">Now</h2>
<p class="force"><strong>${preset?.label ?? 'Set by hand'}</strong>
${preset && html`<span class="quiet">The customer sees: ${preset.outcome}.</span>`}</p>
<p>${appLinks(state)}</p>
<p class="chips">${changes.length > 0 ? changes : chip('Nothing differs from what Wise documents')}
${chip(tokensAlive(state, now))}</p></div>
<div class="acts">${form('clear-faults', every, html`<button class="second">Clear faults</button>`, '')}
${form('reset', every, html`<button class="second">Reset everything</button>`, '')}</div>
<p class="quiet">“Clear faults” lets everybody out who waits. “Reset everything” also forgets tokens, codes, sign-ins,
settings, closed accounts and the log; apps stay.</p>
</section>`;
}

function faultChips(state: EmulatorState, now: number): Part[] {
  const active = state.faults.all().filter((fault) => !fault.isOver(now));
  const waiting = state.faults.all().reduce((sum, fault) => sum + fault.waiting, 0);
  const ends = active.flatMap(({ endsAt }) => endsAt ?? []);
  const first = ends.length > 0 && `, the first one ends in ${duration(Math.min(...ends) - now)}`;
  return [
    active.length > 0 &&
      chip([`${active.length} ${active.length === 1 ? 'fault' : 'faults'} active`, first], 'warn'),
    waiting > 0 && chip(`${waiting} ${waiting === 1 ? 'request waits' : 'requests wait'}`, 'warn'),
  ].filter((part) => part !== false);
}

function settingChips({ settings }: EmulatorState): Part[] {
  const { first, current } = settings;
  const names = Object.keys(current) as (keyof typeof current)[];
  return names
    .filter((name) => current[name] !== first[name])
    .map((name) => chip(`${labelOfSetting(name)}: ${said(current[name])}`, 'warn'));
}

function said(value: unknown): string {
  if (value === true) return 'on';
  return value === false ? 'off' : String(value);
}

function peopleChips({ people }: EmulatorState): Part[] {
  const closed = people.all().filter(({ id }) => !people.isActive(id));
  return closed.map(({ label }) => chip(`${label}: account closed`, 'warn'));
}

function tokensAlive(state: EmulatorState, now: number): string {
  const grants = state.people.all().flatMap(({ id }) => state.tokens.grantsOf(id, now));
  return grants.length === 1 ? '1 connection lives' : `${grants.length} connections live`;
}

/** Where to go on in the browser: the sites that apps lead people back to. */
function appLinks({ clients }: EmulatorState): Part {
  const sites = clients.all().flatMap(({ name, redirectUris }) => {
    const uri = redirectUris.find((each) => /^https?:/.test(each));
    return uri === undefined ? [] : [html`<a href="${new URL(uri).origin}"><bdi>${name}</bdi></a> `];
  });
  return sites.length > 0 && html`Go to the app: ${sites}`;
}

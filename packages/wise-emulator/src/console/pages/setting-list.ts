import { html } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import { type Every, form, hidden } from './parts';
import { switchForm } from './switch-form';
import { SWITCH_GROUPS } from './switches';

/** Every setting by subject; a subject that differs from the beginning is open. */
export function settingList({ settings }: EmulatorState, every: Every) {
  const { first, current } = settings;
  const isChanged = (name: string) =>
    current[name as keyof typeof current] !== first[name as keyof typeof first];
  return html`${SWITCH_GROUPS.map((group) => {
    const changed = Object.keys(group.shape).filter(isChanged).length;
    const body = html`${hidden('group', group.id)}${switchForm(group, current)}
<button class="second">Save: ${group.title}</button>`;
    return html`<details${changed > 0 && html` open`}><summary>${group.title}
${changed > 0 && html`<span class="quiet">${changed} changed</span>`}</summary>${form('switches', every, body, '')}</details>`;
  })}`;
}

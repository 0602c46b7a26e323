import { html } from '#emulator/kernel/pages/html';
import { SETTING_GROUPS } from '#emulator/kernel/settings/settings';
import type { EmulatorState } from '#emulator/kernel/state';
import { type Every, form, hidden } from './parts';
import { settingsForm } from './settings-form';

/** Every setting by subject; a subject that differs from the beginning is open. */
export function settingList({ settings }: EmulatorState, every: Every) {
  const { first, current } = settings;
  const isChanged = (name: string) =>
    current[name as keyof typeof current] !== first[name as keyof typeof first];
  return html`${SETTING_GROUPS.map((group) => {
    const changed = Object.keys(group.settings).filter(isChanged).length;
    const body = html`${hidden('group', group.id)}${settingsForm(group, current)}
<button class="second">Save: ${group.title}</button>`;
    return html`<details${changed > 0 && html` open`}><summary>${group.title}
${changed > 0 && html`<span class="quiet">${changed} changed</span>`}</summary>${form('switches', every, body, '')}</details>`;
  })}`;
}

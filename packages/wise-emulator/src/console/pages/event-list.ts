import { html } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import type { EmulatorEvent } from '#emulator/kernel/store/events/event-log';
import { eventWords } from './event-words';
import { clockTime } from './parts';

const SHOWN_EVENTS = 60;

/** The newest events in words; what is behind each opens by a press. */
export function eventList(state: EmulatorState) {
  const events = state.log.newest(SHOWN_EVENTS);
  if (events.length === 0) return html`<p class="quiet">Nothing yet.</p>`;
  return html`<ol class="log">${events.map((event) => eventRow(event, state))}</ol>`;
}

function eventRow(event: EmulatorEvent, state: EmulatorState) {
  const { tone, text } = eventWords(event, state);
  return html`<li><details><summary><time datetime="${event.at}">${clockTime(event.at)}</time>
<span class="dot ${tone}"></span><span class="what">${text}</span></summary>
<pre>${JSON.stringify(event, null, 2)}</pre></details></li>`;
}

import { html, type Part } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import {
  FAULT_KINDS,
  FAULT_MOMENTS,
  type FaultField,
  factsOf,
  takesField,
} from '#emulator/kernel/store/faults/fault-kinds';
import { type Every, form } from './parts';

/** Fields of some kinds only; what they are for is told by the kinds that take them. */
const OF_KINDS: readonly [name: FaultField, label: string, type: 'number' | 'text'][] = [
  ['status', 'Status', 'number'],
  ['body', 'Body', 'text'],
  ['retryAfter', 'Retry-After', 'text'],
  ['location', 'Location', 'text'],
  ['contentType', 'Content type', 'text'],
  ['bytes', 'Bytes of the body that get through', 'number'],
  ['everyMs', 'Milliseconds between two pieces', 'number'],
  ['megabytes', 'Megabytes it unpacks to', 'number'],
  ['offsetSeconds', 'Seconds the clock is ahead', 'number'],
];

export function faultForm({ endpoints }: EmulatorState, every: Every) {
  const names = ['*', '!authorise', 'token:*', ...endpoints];
  const body = html`
<div class="fields">
${select(
  'Calls of',
  'endpoint',
  names.map((name) => html`<option>${name}</option>`),
)}
${select(
  'What happens to the request',
  'kind',
  FAULT_KINDS.map((kind) => {
    return html`<option value="${kind}">${kind}: ${factsOf(kind).says}</option>`;
  }),
)}
${select('When', 'when', [
  html`<option value="">as is usual for it</option>`,
  ...FAULT_MOMENTS.map((when) => html`<option value="${when}">${when} the effect</option>`),
])}
${field('count', 'How many requests (all: until it is stopped)', { value: '1', pattern: '[0-9]+|all' })}
</div>
<details><summary>Which requests, and how late</summary><div class="fields">
${field('skip', 'Let so many pass first', { type: 'number' })}
${field('probability', 'Chance of each (0 to 1)', { type: 'number' })}
${field('seed', 'Seed (the same one decides the same)', { type: 'number' })}
${field('forSeconds', 'Ends after (seconds)', { type: 'number' })}
${field('delayMs', 'Comes late by (milliseconds)', { type: 'number' })}
${field('jitterMs', 'and up to so much more', { type: 'number' })}
</div></details>
<details><summary>What some kinds need to know</summary><div class="fields">
${OF_KINDS.map(([name, label, type]) => field(name, `${label} (${kindsThatTake(name)})`, { type }))}
</div></details>
<button class="second">Plant the fault</button>`;
  return form('fault', every, body, '');
}

function kindsThatTake(field: FaultField): string {
  return FAULT_KINDS.filter((kind) => takesField(kind, field)).join(', ');
}

function select(label: string, name: string, options: readonly Part[]) {
  return html`<label class="field">${label}<select name="${name}">${options}</select></label>`;
}

type Look = { type?: 'number' | 'text'; value?: string; pattern?: string };

function field(name: string, label: string, { type = 'text', value = '', pattern }: Look) {
  const any = type === 'number' && html` step="any"`;
  const fits = pattern !== undefined && html` pattern="${pattern}"`;
  return html`<label class="field">${label}<input type="${type}" name="${name}" value="${value}"${any}${fits}></label>`;
}

import { html, type Part } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import { factsOf } from '#emulator/kernel/store/faults/fault-kinds';
import type { Fault } from '#emulator/kernel/store/faults/faults';
import { duration, type Every, form, hidden } from './parts';

/** The faults that were planted, those that are spent last. */
export function faultList({ faults, clock }: EmulatorState, every: Every) {
  const now = clock.now();
  const all = faults.all();
  if (all.length === 0) return html`<p class="quiet">None: Wise behaves as documented.</p>`;
  const [spent, active] = [
    all.filter((fault) => fault.isOver(now)),
    all.filter((fault) => !fault.isOver(now)),
  ];
  return html`<ul class="plain ruled">${[...active, ...spent].map((fault) => {
    return html`<li>${faultRow(fault, now, every)}</li>`;
  })}</ul>`;
}

function faultRow(fault: Fault, now: number, every: Every) {
  const { id, spec, waiting } = fault;
  const isOver = fault.isOver(now);
  const button = html`<button class="second" aria-label="Release ${id}">${isOver ? 'Let out' : 'Stop'}</button>`;
  const body = html`${hidden('fault', id)}
<span class="${isOver ? 'quiet' : ''}">${endpoint(spec.endpoint)} ${factsOf(spec.kind).says}
<small>${joined([spec.kind, moment(spec.when), howMany(fault, now), chance(fault), waiting > 0 && `${waiting} inside now`, id])}</small>
</span>${(!isOver || waiting > 0) && button}`;
  return form('release', every, body);
}

function endpoint(pattern: string): Part {
  if (pattern === '*') return 'everything';
  return pattern.startsWith('!')
    ? html`everything but <code>${pattern.slice(1)}</code>`
    : html`<code>${pattern}</code>`;
}

function moment(when: string): string {
  return when === 'after' ? 'after Wise acted' : 'before Wise acts';
}

function howMany(fault: Fault, now: number): string {
  if (fault.isOver(now)) return 'spent';
  const ends = fault.endsAt === null ? 'until it is stopped' : `for another ${duration(fault.endsAt - now)}`;
  return Number.isFinite(fault.remaining) ? `${fault.remaining} to come` : ends;
}

function chance({ spec: { probability, seed } }: Fault): string | false {
  return probability < 1 && `${Math.round(probability * 100)} % of them, seed ${seed}`;
}

function joined(parts: readonly (string | false)[]): Part {
  return parts.filter((part) => part !== false).join(' · ');
}

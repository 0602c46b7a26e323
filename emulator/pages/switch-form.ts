import { z } from 'zod';
import type { SwitchGroup } from '#emulator/control/switches';
import { html, type Part } from './html';

/** One group of settings with its own button. */
export function switchForm(
  { id, title, shape, labels }: SwitchGroup,
  current: Readonly<Record<string, unknown>>,
) {
  return html`<section class="card"><h2>${title}</h2>
<form method="post" action="/__emulator/forms/switches"><input type="hidden" name="group" value="${id}">
${Object.entries(shape).map(([name, type]) => field(name, labels[name] ?? name, type, current[name]))}
<button>Save ${title}</button></form></section>`;
}

function field(name: string, label: string, type: z.ZodType, value: unknown): Part {
  if (type instanceof z.ZodBoolean) {
    const checked = value === true && html` checked`;
    return html`<label class="check"><input type="checkbox" name="${name}" value="on"${checked}>${label}</label>`;
  }
  if (type instanceof z.ZodEnum) {
    return html`<label class="field">${label}
<select name="${name}">${type.options.map((option) => {
      return html`<option${option === value && html` selected`}>${option}</option>`;
    })}</select></label>`;
  }
  const kind = type instanceof z.ZodNumber ? 'number' : 'text';
  return html`<label class="field">${label}<input type="${kind}" name="${name}" value="${String(value)}"></label>`;
}

import * as z from 'zod';
import { html, type Part } from '#emulator/kernel/pages/html';
import type { SettingGroup } from '#emulator/kernel/settings/settings';

/** The fields of one group of settings. */
export function settingsForm({ settings }: SettingGroup, current: Readonly<Record<string, unknown>>): Part {
  return Object.entries(settings).map(([name, { description, schema, choices = {} }]) =>
    field({ name, label: description, type: schema, value: current[name], choices }),
  );
}

type Field = {
  name: string;
  label: string;
  type: z.ZodType;
  value: unknown;
  choices: Record<string, string>;
};

function field({ name, label, type, value, choices }: Field): Part {
  if (type instanceof z.ZodBoolean) {
    const checked = value === true && html` checked`;
    return html`<label class="check"><input type="checkbox" name="${name}" value="on"${checked}>${label}</label>`;
  }
  if (type instanceof z.ZodEnum) {
    return html`<label class="field">${label}
<select name="${name}">${type.options.map((option) => {
      const said = choices[String(option)] ?? option;
      return html`<option value="${option}"${option === value && html` selected`}>${said}</option>`;
    })}</select></label>`;
  }
  const isNumber = type instanceof z.ZodNumber;
  return html`<label class="field">${label}
<input type="${isNumber ? 'number' : 'text'}"${isNumber && html` step="any"`} name="${name}" value="${printed(value)}"></label>`;
}

function printed(value: unknown): string {
  return value === null || value === undefined ? '' : String(value);
}

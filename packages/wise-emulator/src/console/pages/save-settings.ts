import * as z from 'zod';
import { SETTING_GROUPS } from '#emulator/kernel/settings/settings';
import type { EmulatorState } from '#emulator/kernel/state';

/** Takes over one group as filled in. A box that is not ticked is not sent at all: it is off. */
export function saveSettings(state: EmulatorState, fields: URLSearchParams): void {
  const group = SETTING_GROUPS.find(({ id }) => id === fields.get('group'));
  if (!group) return;
  const filled = Object.entries(group.settings).map(([name, { schema }]) => [
    name,
    readField(schema, fields.get(name)),
  ]);
  state.settings.merge(Object.fromEntries(filled));
}

function readField(type: z.ZodType, text: string | null): unknown {
  if (type instanceof z.ZodBoolean) return text !== null;
  if (type instanceof z.ZodNumber) return Number(text ?? '');
  return text === '' && type.safeParse(null).success ? null : (text ?? undefined);
}

/** What the control page calls a setting. */
export function labelOfSetting(name: string): string {
  return SETTING_GROUPS.find(({ settings }) => name in settings)?.settings[name]?.description ?? name;
}

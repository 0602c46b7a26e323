import type { EmulatorState } from '#emulator/state';
import { plantFault } from './plant-fault';
import { CONNECTING } from './presets/connecting';
import { ENDINGS } from './presets/endings';
import { OUR_CLIENT } from './presets/our-client';
import type { Preset, PresetGroup } from './presets/preset';
import { TIME_AND_TOKENS } from './presets/time-and-tokens';
import { TROUBLE } from './presets/trouble';

export type { Preset, PresetGroup } from './presets/preset';

/** In the order of the control page. */
export const PRESET_GROUPS: readonly PresetGroup[] = [
  CONNECTING,
  ENDINGS,
  TROUBLE,
  OUR_CLIENT,
  TIME_AND_TOKENS,
];

export const PRESETS: readonly Preset[] = PRESET_GROUPS.flatMap(({ presets }) => presets);

export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id);
}

/**
 * Takes back all faults and settings, then does what the preset says. What it does to people cannot be taken back.
 *
 * @param userId whom it concerns, where it concerns somebody; everybody when not given.
 */
export function applyPreset(state: EmulatorState, preset: Preset, userId?: string): void {
  state.faults.clear('go-on');
  state.settings.reset();
  state.settings.merge(preset.settings ?? {});
  for (const fault of preset.faults ?? []) plantFault(state, fault);
  const people = state.people.all().filter(({ id }) => userId === undefined || id === userId);
  for (const { id } of preset.act ? people : []) preset.act?.(state, id);
  state.preset = preset.id;
  state.log.append({ type: 'preset.used', preset: preset.id, userId: userId ?? null }, state.clock.now());
}

import { isDeepStrictEqual } from 'node:util';
import { injectFault } from '#emulator/kernel/faults/inject-fault';
import type { EmulatorState } from '#emulator/kernel/state';
import { ALL_IS_WELL, CONNECTING } from './connecting';
import { ENDINGS } from './endings';
import { OUR_CLIENT } from './our-client';
import type { Preset, PresetGroup } from './preset';
import { TIME_AND_TOKENS } from './time-and-tokens';
import { TROUBLE } from './trouble';

export type { Preset, PresetGroup } from './preset';

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
  const faults = (preset.faults ?? []).map((fault) => injectFault(state, fault));
  const people = state.people.all().filter(({ id }) => userId === undefined || id === userId);
  for (const { id } of preset.act ? people : []) preset.act?.(state, id);
  state.chosen = { preset: preset.id, faults };
  state.log.append({ type: 'preset.used', preset: preset.id, userId: userId ?? null }, state.clock.now());
}

/**
 * What Wise plays now. Undefined: something else was set by hand. A preset whose faults are spent or were stopped is
 * over, and with nothing else set all is well.
 */
export function presetInForce(state: EmulatorState): Preset | undefined {
  const chosen = findPreset(state.chosen.preset);
  return [chosen, ALL_IS_WELL].find((preset) => preset && isPlayed(state, preset));
}

function isPlayed(state: EmulatorState, preset: Preset): boolean {
  const { settings, faults, clock } = state;
  const now = clock.now();
  const active = faults.all().filter((fault) => !fault.isOver(now));
  const own = preset.id === state.chosen.preset ? state.chosen.faults : [];
  const meant = { ...settings.first, ...preset.settings };
  return (
    own.length === (preset.faults ?? []).length &&
    active.length === own.length &&
    own.every((fault) => active.includes(fault)) &&
    isDeepStrictEqual(settings.current, meant)
  );
}

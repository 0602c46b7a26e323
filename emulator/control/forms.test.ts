import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emulatorForTests } from '#emulator/testing/emulator-for-tests';
import { faultSchema } from './fault-schema';
import { PRESETS } from './presets';
import { DEFAULT_SETTINGS } from './settings';
import { SWITCH_GROUPS } from './switches';

const wise = emulatorForTests();

async function press(form: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${wise.get().url}/__emulator/forms/${form}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  });
  return response.headers.get('location') ?? response.status;
}

/** Another value of a switch than the one it has. */
function otherThan(type: z.ZodType, value: unknown): unknown {
  if (type instanceof z.ZodBoolean) return !value;
  if (type instanceof z.ZodEnum) return type.options.find((option) => option !== value);
  return type instanceof z.ZodNumber ? Number(value) + 1 : `${value}x`;
}

const page = async () => (await fetch(`${wise.get().url}/__emulator`)).text();

describe('the control page', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))(
    'preset %s does what it says',
    async (id, preset) => {
      expect(await press('preset', { preset: id })).toBe('/__emulator');
      expect(wise.get().state.settings.current).toEqual({ ...DEFAULT_SETTINGS, ...preset.settings });
      const planted = wise
        .get()
        .state.faults.all()
        .map(({ spec }) => spec);
      expect(planted).toEqual((preset.faults ?? []).map((fault) => faultSchema.parse(fault)));
      expect(await page()).toContain(`aria-label="Use preset: ${preset.label}"`);
    },
  );

  it('a preset takes back the one before', async () => {
    await press('preset', { preset: 'outage' });
    await press('preset', { preset: 'rotating' });
    expect(wise.get().state.faults.all()).toEqual([]);
    await press('preset', { preset: 'as-documented' });
    expect(wise.get().state.settings.current).toEqual(DEFAULT_SETTINGS);
  });

  it('saves the settings as the form shows them', async () => {
    const shown = {
      accessTokenSeconds: '60',
      codeSeconds: '0.5',
      denial: 'no-way-back',
      authoriseError: '',
      clockOffsetSeconds: '-30',
    };
    await press('settings', { ...shown, rotateRefreshTokens: 'on' });
    expect(wise.get().state.settings.current).toEqual({
      ...DEFAULT_SETTINGS,
      accessTokenSeconds: 60,
      codeSeconds: 0.5,
      denial: 'no-way-back',
      authoriseError: null,
      rotateRefreshTokens: true,
      noProfileOmitsProfileId: false,
      tokenInErrorDescription: false,
      clockOffsetSeconds: -30,
    });
  });

  it.each(SWITCH_GROUPS.map((group) => [group.id, group] as const))(
    'saves the switches of %s by their own form and leaves the others alone',
    async (group, { shape, labels }) => {
      await press('settings', { accessTokenSeconds: '60', codeSeconds: '1', denial: 'link' });
      const before = wise.get().state.settings.current;
      const filled = Object.entries(shape).map(([name, type]) => [
        name,
        otherThan(type, before[name as never]),
      ]);
      const fields = filled
        .filter(([, value]) => value !== false)
        .map(([name, value]) => [name, String(value)]);
      expect(await press('switches', { group, ...Object.fromEntries(fields) })).toBe('/__emulator');
      expect(wise.get().state.settings.current).toEqual({ ...before, ...Object.fromEntries(filled) });
      for (const label of Object.values(labels)) expect(await page()).toContain(label);
    },
  );

  it('plants, lists, releases and clears faults', async () => {
    const empty = { delayMs: '', status: '', body: '' };
    await press('fault', { endpoint: 'me', kind: 'hold', when: 'after', count: '2', ...empty });
    const [fault] = wise.get().state.faults.all();
    expect(fault?.spec).toMatchObject({ endpoint: 'me', kind: 'hold', when: 'after', count: 2 });
    expect(await page()).toContain(`aria-label="Release ${fault?.id}"`);
    await press('release', { fault: fault?.id ?? '' });
    expect(fault?.remaining).toBe(0);
    await press('clear-faults');
    expect(wise.get().state.faults.all()).toEqual([]);
    expect(
      await press('fault', { endpoint: 'me', kind: 'answer', when: 'after', count: '2', ...empty }),
    ).toBe(400);
  });

  it('deactivates a user, shows it in the log, and resets', async () => {
    await press('deactivate', { user: '10000001' });
    expect(wise.get().state.people.isActive('10000001')).toBe(false);
    expect(await page()).toContain('user.deactivated');
    await press('reset');
    expect(wise.get().state.people.isActive('10000001')).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { emulatorForTests } from '#emulator/testing/emulator-for-tests';
import { faultSchema } from './fault-schema';
import { PRESETS } from './presets';
import { DEFAULT_SETTINGS } from './settings';

const wise = emulatorForTests();

async function press(form: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${wise.get().url}/__emulator/forms/${form}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  });
  return response.headers.get('location') ?? response.status;
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
    const shown = { accessTokenSeconds: '60', codeSeconds: '0.5', denial: 'no-way-back', authoriseError: '' };
    await press('settings', { ...shown, rotateRefreshTokens: 'on' });
    expect(wise.get().state.settings.current).toEqual({
      accessTokenSeconds: 60,
      codeSeconds: 0.5,
      denial: 'no-way-back',
      authoriseError: null,
      rotateRefreshTokens: true,
      noProfileOmitsProfileId: false,
      tokenInErrorDescription: false,
    });
  });

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

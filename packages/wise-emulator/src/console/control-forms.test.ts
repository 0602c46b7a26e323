import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DEFAULT_SETTINGS, SETTING_GROUPS } from '#emulator/kernel/settings/settings';
import { faultSchema } from '#emulator/kernel/store/faults/fault-schema';
import { ADA, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { PRESETS } from './presets/presets';

const wise = emulatorForTests();

async function press(form: string, fields: Record<string, string> = {}) {
  const response = await fetch(`${wise.get().url}/__emulator/forms/${form}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(fields),
  });
  return response.headers.get('location') ?? response.status;
}

const escaped = (text: string) => text.replace(/[()]/g, '\\$&');

/** Another value of a switch than the one it has. */
function otherThan(type: z.ZodType, value: unknown): unknown {
  if (type instanceof z.ZodBoolean) return !value;
  if (type instanceof z.ZodEnum) return type.options.find((option) => option !== value);
  if (type instanceof z.ZodNumber) return Number(value) + 1;
  const words = String(value).split(/[ ,]/);
  return [`${value}x`, words[0]].find((text) => text !== value && type.safeParse(text).success);
}

const page = async () => (await fetch(`${wise.get().url}/__emulator`)).text();

describe('the control page', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))(
    'preset %s does what it says',
    async (id, preset) => {
      expect(await press('preset', { preset: id })).toBe('/__emulator#now');
      expect(wise.get().state.settings.current).toEqual({ ...DEFAULT_SETTINGS, ...preset.settings });
      const injected = wise
        .get()
        .state.faults.all()
        .map(({ spec }) => spec);
      expect(injected).toEqual((preset.faults ?? []).map((fault) => faultSchema.parse(fault)));
      const shown = await page();
      expect(shown).toContain(`aria-label="In force: ${preset.label}"`);
      expect(shown).toMatch(new RegExp(`class="force"><strong>${escaped(preset.label)}<`));
    },
  );

  it('a preset takes back the one before', async () => {
    await press('preset', { preset: 'outage' });
    await press('preset', { preset: 'rotating' });
    expect(wise.get().state.faults.all()).toEqual([]);
    await press('preset', { preset: 'as-documented' });
    expect(wise.get().state.settings.current).toEqual(DEFAULT_SETTINGS);
  });

  it.each(SETTING_GROUPS.map((group) => [group.id, group] as const))(
    'saves the settings of %s by their own form and leaves the others alone',
    async (group, { settings }) => {
      wise
        .get()
        .state.settings.merge({ accessTokenSeconds: 60, requestsPerMinute: 7, denial: 'no-way-back' });
      const before = wise.get().state.settings.current;
      const filled = Object.entries(settings).map(([name, { schema }]) => [
        name,
        otherThan(schema, before[name as never]),
      ]);
      const fields = filled
        .filter(([, value]) => value !== false)
        .map(([name, value]) => [name, String(value)]);
      expect(await press('switches', { group, ...Object.fromEntries(fields) })).toBe('/__emulator#settings');
      expect(wise.get().state.settings.current).toEqual({ ...before, ...Object.fromEntries(filled) });
      for (const { description } of Object.values(settings)) expect(await page()).toContain(description);
    },
  );

  it('injects, lists, releases and clears faults', async () => {
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

  it('says what is wrong with a fault that makes no sense, and changes nothing', async () => {
    const response = await fetch(`${wise.get().url}/__emulator/forms/fault`, {
      method: 'POST',
      body: new URLSearchParams({ endpoint: 'me', kind: 'answer', count: '1' }),
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringMatching(
        /role="alert">Nothing was changed\. status: kind &quot;answer&quot; needs status/,
      ),
    ]);
    expect(wise.get().state.faults.all()).toEqual([]);
  });

  it('injects every field of a fault as it was filled in', async () => {
    const at = Date.now();
    wise.get().state.clock = { now: () => at };
    await press('fault', {
      endpoint: 'token:*',
      kind: 'rate-limit',
      when: '',
      count: 'all',
      retryAfter: '0',
      skip: '1',
      probability: '0.5',
      seed: '9',
      forSeconds: '60',
      delayMs: '',
      body: '',
    });
    expect(wise.get().state.faults.all()[0]?.spec).toMatchObject({
      count: 'all',
      retryAfter: '0',
      when: 'before',
      skip: 1,
      probability: 0.5,
      seed: 9,
      forSeconds: 60,
    });
    const shown = await page();
    for (const said of [
      'for another 1 min',
      '50 % of them, seed 9',
      '1 fault active, the first one ends in 1 min',
    ]) {
      expect(shown).toContain(said);
    }
  });

  it('what happens to a person: closes the account, opens it again, removes the app; the log says so', async () => {
    const { state } = wise.get();
    const applyUserAction = (act: string) => press('person', { user: '10000001', act });
    await wise.token(exchangeOf((await wise.consent()).code));
    expect(await page()).toContain('1 connection lives');
    await applyUserAction('deactivate');
    expect(state.people.isActive('10000001')).toBe(false);
    expect(await page()).toContain('Ada Personal: account closed');
    await applyUserAction('reactivate');
    await wise.token(exchangeOf((await wise.consent()).code));
    expect(await applyUserAction('remove-apps')).toBe('/__emulator#people');
    expect(wise.live()).toEqual([]);
    const shown = await page();
    for (const said of [
      'was closed; 1 grant died',
      'was opened again',
      'removed <bdi>Test &lt;App&gt;</bdi>',
    ]) {
      expect(shown).toContain(said);
    }
    await press('reset');
    expect(await page()).toContain('Nothing yet.');
  });

  it('a preset that concerns people concerns one of them, or everybody', async () => {
    const omar = { userId: '10000006', profileId: '30000007' };
    for (const who of [ADA, omar]) await wise.token(exchangeOf((await wise.consent(who)).code));
    await press('preset', { preset: 'revoked-by-user', user: ADA.userId });
    expect(wise.live()).toMatchObject([omar]);
    await press('preset', { preset: 'revoked-by-user', user: '' });
    expect(wise.live()).toEqual([]);
  });

  it('loads itself again when asked to, and goes on doing so after a form', async () => {
    expect(await page()).not.toContain('http-equiv="refresh"');
    const lively = await (await fetch(`${wise.get().url}/__emulator?every=3`)).text();
    expect(lively).toContain('<meta http-equiv="refresh" content="3">');
    expect(lively).toContain('name="every" value="3"');
    expect(await press('clear-faults', { every: '3' })).toBe('/__emulator?every=3#now');
    expect(await press('clear-faults', { every: '3;url=//evil.example' })).toBe('/__emulator#now');
  });

  it('tells every kind of event in words, with nothing of it as markup', async () => {
    const { url, state } = wise.get();
    const hostile = encodeURIComponent('"><script>alert(1)</script>');
    await fetch(`${url}/oauth/authorize?client_id=${hostile}&redirect_uri=${hostile}&state=${hostile}`);
    await wise.token({ grant_type: '"><script>', refresh_token: '<script>' });
    await wise.call('/v1/me', 'dead');
    state.log.append({ type: 'mtls.refused', reason: '<script>' }, Date.now());
    const shown = await page();
    expect(shown).not.toContain('<script');
    for (const said of [
      'sees Wise’s refused page',
      'was refused: 400 unsupported_grant_type',
      'A client certificate was refused: &lt;script&gt;',
    ]) {
      expect(shown).toContain(said);
    }
  });
});

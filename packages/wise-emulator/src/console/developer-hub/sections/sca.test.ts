import { beforeEach, describe, expect, it } from 'vitest';
import { CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { hubVisitor } from '#testing/hub-visitor';
import { ScaPartner } from '#testing/sca-partner';

const wise = emulatorForTests();
const { open, press } = hubVisitor(wise);
const partner = new ScaPartner(wise);
const PAGE = '/developer-hub/clients/test-app';
const OMAR = { userId: '10000006', profileId: '30000007' };

beforeEach(() => void wise.get().state.clients.put(CLIENT));

/** 403 while SCA is demanded, else 404: there is no such balance. */
async function read(who?: typeof OMAR): Promise<number> {
  await partner.connect(who);
  const path = `/v1/profiles/${partner.profileId}/balance-statements/1/statement.json`;
  return (await partner.call('GET', path)).status;
}

describe('SCA in the Developer Hub', () => {
  it('is demanded by country, always or never; the other switches do not touch it', async () => {
    expect((await open(PAGE)).text).toMatch(/value="country" selected/);
    expect([await read(), await read(OMAR)]).toEqual([403, 404]);
    await press(`${PAGE}/sca/save`, { demand: 'always' });
    expect([await read(), await read(OMAR)]).toEqual([403, 403]);
    await press(`${PAGE}/sca/save`, { demand: 'never' });
    expect((await press(`${PAGE}/enforcement/save`)).text).toMatch(/value="never" selected/);
    expect([await read(), await read(OMAR)]).toEqual([404, 404]);
    await press(`${PAGE}/sca/save`, { demand: 'country' });
    expect([await read(), await read(OMAR)]).toEqual([403, 404]);
    expect((await press(`${PAGE}/sca/save`, { demand: 'x' })).text).toContain('Nothing was changed.');
  });

  it('what waits for approval is listed, and leads to the page that the user would see', async () => {
    expect((await open(PAGE)).text).toContain('No one-time token waits for approval.');
    await read();
    const { text } = await open(PAGE);
    const token = /name="ott" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect(text).toContain('read a balance statement');
    const asked = await press('/approve-api-action/', { ott: token });
    expect(asked.text).toContain('asks to read a balance statement.');
    await press('/approve-api-action/decision', { ott: token, decision: 'approve', code: '111111' });
    expect((await open(PAGE)).text).toContain('No one-time token waits for approval.');
    expect((await open('/developer-hub/clients/other-app')).text).not.toContain(token);
  });
});

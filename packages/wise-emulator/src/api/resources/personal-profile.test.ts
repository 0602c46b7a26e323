import { describe, expect, it } from 'vitest';
import { AUTHORIZATION, emulatorForTests } from '#testing/emulator-for-tests';
import { PIA, userMaker } from '#testing/made-user';

const wise = emulatorForTests();
const partner = userMaker(wise, AUTHORIZATION);

describe('POST /v2/profiles/personal-profile', () => {
  async function madeToken(): Promise<string> {
    await partner.signUp();
    return (await partner.tokens()).body.access_token;
  }

  it('makes the profile of a user who has none, which their token opens at once', async () => {
    const token = await madeToken();
    const made = await partner.makeProfile(token);
    expect(made).toMatchObject({ status: 200, body: { type: 'PERSONAL', details: PIA } });
    const listed = (await (await wise.call('/v2/profiles', token)).json()) as object[];
    expect(listed).toMatchObject([
      { id: made.body.id, fullName: 'Pia Made', address: { countryIso2Code: 'US' } },
    ]);
    expect((await wise.call(`/v2/profiles/${made.body.id}`, token)).status).toBe(200);
    expect(await (await wise.call('/v1/me', token)).json()).toMatchObject({ name: 'Pia Made' });
    expect(wise.events('profile.made')).toMatchObject([
      { clientId: 'test-app', profileId: String(made.body.id) },
    ]);
  });

  it('is made once: the same X-idempotence-uuid gets the same answer, anything else 409', async () => {
    const token = await madeToken();
    const once = crypto.randomUUID();
    const first = await partner.makeProfile(token, PIA, once);
    expect(await partner.makeProfile(token, PIA, once)).toEqual(first);
    expect((await partner.makeProfile(token, PIA, crypto.randomUUID())).status).toBe(409);
    expect((await partner.makeProfile(token)).status).toBe(409);
    expect(wise.events('profile.made')).toHaveLength(1);
  });

  const mexico = { ...PIA.address, countryIso3Code: 'mex' };
  it.each([
    ['nothing', {}, 'firstName'],
    ['a name of 31 letters', { ...PIA, firstName: 'x'.repeat(31) }, 'firstName'],
    ['a day that there is not', { ...PIA, dateOfBirth: '1977-02-30' }, 'dateOfBirth'],
    [
      'no state in the US',
      { ...PIA, address: { ...PIA.address, stateCode: undefined } },
      'address.stateCode',
    ],
    ['no occupation in Mexico', { ...PIA, address: mexico }, 'occupations'],
  ])('refuses %s field by field, and the same header may be used again', async (_about, body, path) => {
    const token = await madeToken();
    const once = crypto.randomUUID();
    const refused = await partner.makeProfile(token, body, once);
    expect(refused.status).toBe(422);
    expect((refused.body.errors as { path: string }[]).map((each) => each.path)).toContain(path);
    expect((await partner.makeProfile(token, PIA, once)).status).toBe(200);
  });
});

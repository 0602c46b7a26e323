import { expect, it } from 'vitest';
import { ADA, emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';

const wise = emulatorForTests();
const BACK = 'https://app.example/back?a=b';

async function link(redirectUrl = BACK) {
  const { code } = await wise.consent();
  const token = (await wise.token(exchangeOf(code))).body.access_token;
  await wise.control('POST', `/users/${ADA.userId}/ask-for-documents`);
  const [told] = wise.events('kyc_review.changed') as unknown as { reviewId: string }[];
  const ask = async (id = told?.reviewId, profileId = ADA.profileId) => {
    const response = await fetch(`${wise.get().url}/v1/profiles/${profileId}/kyc-reviews/${id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ redirectUrl }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ask, first: await ask() };
}

const end = (url: string, status: string) =>
  fetch(new URL('/embedded-flows/verification/end', url), {
    method: 'POST',
    body: new URLSearchParams({ token: new URL(url).searchParams.get('token') ?? '', status }),
    redirect: 'manual',
  });
const states = () => wise.events('kyc_review.changed').map((event) => (event as { state?: string }).state);

it('a review that waits for the customer has a page, which leads back and passes it', async () => {
  const { ask, first } = await link();
  expect(first).toMatchObject({ status: 200, body: { status: 'WAITING_CUSTOMER_INPUT', redirectUrl: BACK } });
  const url = first.body.link.value;
  expect(await (await fetch(url)).text()).toContain('Verify your profile');
  const back = await end(url, 'success');
  expect([back.status, back.headers.get('location')]).toEqual([303, `${BACK}&status=success`]);
  expect(states()).toEqual(['WAITING_CUSTOMER_INPUT', 'PASSED']);
  expect((await fetch(url)).status).toBe(410);
  expect((await ask()).body).toMatchObject({ status: 'PASSED', link: null });
});

it.each(['failed', 'closed'])('%s leaves it waiting, and wants a new link', async (status) => {
  const { ask, first } = await link();
  const back = await end(first.body.link.value, status);
  expect(back.headers.get('location')).toBe(`${BACK}&status=${status}`);
  expect((await end(first.body.link.value, 'success')).status).toBe(410);
  const { value } = (await ask()).body.link;
  expect((await fetch(value)).status).toBe(200);
  expect(states()).toEqual(['WAITING_CUSTOMER_INPUT']);
});

it('a link is over after five minutes, and when a newer one was made', async () => {
  wise.stopClock();
  const { ask, first } = await link();
  const second = (await ask()).body.link.value;
  expect((await fetch(first.body.link.value)).status).toBe(410);
  wise.passSeconds(299);
  expect((await fetch(second)).status).toBe(200);
  wise.passSeconds(301);
  expect((await fetch(second)).status).toBe(410);
});

it('is refused for another profile, an unknown review and an address that is none', async () => {
  const { ask } = await link();
  expect((await ask(undefined, '30000002')).status).toBe(403);
  expect((await ask(crypto.randomUUID())).status).toBe(404);
  expect((await link('javascript:alert(1)')).first.status).toBe(400);
});

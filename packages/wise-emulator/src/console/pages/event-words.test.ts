import { expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { fund, made } from '#testing/transfer-acts';
import { MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();

it('what happens to money is told on the control page in words', async () => {
  await wise.control('PUT', '/settings', { scaCountries: '' });
  const app = await MoneyApp.connect(wise);
  const { id } = await made(app);
  await fund(app, id);
  await app.post('/v1/simulation/verify-profile', '');
  const page = await (await fetch(`${wise.get().url}/__emulator`)).text();
  const text = page.replaceAll(/<[^>]*>/g, '');
  const { amount } = await app.balanceIn('GBP');
  expect(text).toContain(`Transfer ${id} of profile 30000001 is processing, it was incoming_payment_waiting`);
  expect(text).toContain(`100 GBP left profile 30000001: now ${amount}`);
  expect(text).toContain('profile 30000001 is verified');
});

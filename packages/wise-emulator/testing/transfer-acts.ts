import type { emulatorForTests } from './emulator-for-tests';
import type { MoneyApp } from './wise-money';

export type Transfer = {
  id: string;
  status: string;
  sourceValue: string;
  targetValue: string;
  quoteUuid: string;
};

const JOHN =
  '{"currency":"GBP","type":"sort_code","accountHolderName":"John Doe","details":{"sortCode":"040075","accountNumber":"37778842"}}';

/** A quote of pounds for pounds. */
export async function quoteOf(app: MoneyApp, sourceAmount = '100'): Promise<string> {
  const json = `{"sourceCurrency":"GBP","targetCurrency":"GBP","sourceAmount":${sourceAmount}}`;
  return ((await app.post(`/v3/profiles/${app.profileId}/quotes`, json)).body as { id: string }).id;
}

export async function recipientOf(app: MoneyApp): Promise<string> {
  return ((await app.post('/v1/accounts', JOHN)).body as { id: string }).id;
}

type Form = { quote?: string; account?: string; customerId?: string; more?: string };

export async function create(app: MoneyApp, { quote, account, customerId, more = '' }: Form = {}) {
  const quoteUuid = quote ?? (await quoteOf(app));
  const targetAccount = account ?? (await recipientOf(app));
  const json = `{"targetAccount":${targetAccount},"quoteUuid":"${quoteUuid}","customerTransactionId":"${customerId ?? crypto.randomUUID()}"${more}}`;
  return app.post('/v1/transfers', json);
}

export const made = async (app: MoneyApp, form?: Form) => (await create(app, form)).body as Transfer;
export const fund = (app: MoneyApp, id: string, json = '{"type":"BALANCE"}') =>
  app.post(`/v3/profiles/${app.profileId}/transfers/${id}/payments`, json);
export const simulate = (app: MoneyApp, id: string, status: string) =>
  app.get(`/v1/simulation/transfers/${id}/${status}`);
export const cancel = (app: MoneyApp, id: string) => app.call('PUT', `/v1/transfers/${id}/cancel`);
export const statusOf = async (app: MoneyApp, id: string) =>
  ((await app.get(`/v1/transfers/${id}`)).body as Transfer).status;

/** Every change of a transfer's state that was told, from what and to what. */
export function statesTold(wise: ReturnType<typeof emulatorForTests>): (string | null)[][] {
  return wise.events('transfer.state_changed').map((event) => {
    const { previousState, currentState } = event as unknown as Record<string, string | null>;
    return [previousState ?? null, currentState ?? null];
  });
}

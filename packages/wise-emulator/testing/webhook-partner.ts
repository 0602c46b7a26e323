import { beforeEach } from 'vitest';
import { ADA, CLIENT, emulatorForTests, exchangeOf } from './emulator-for-tests';
import { webhookReceiver } from './webhook-receiver';

/** What a client is called by in the addresses of subscriptions; its id is another. */
export const CLIENT_KEY = `${CLIENT.clientId}-key`;

export type Wanted = { trigger_on: string; version?: string; url?: string; name?: string };

/** An app with an endpoint for webhooks, and all that it takes to subscribe and to be told. */
export function webhookPartner() {
  const wise = emulatorForTests();
  const receiver = webhookReceiver();
  // the first delivery is what a test is about
  beforeEach(() => wise.get().state.settings.merge({ webhookTestAtOnce: false }));

  const ask = async (method: string, path: string, token: string, body?: unknown) => {
    const response = await fetch(`${wise.get().url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const applicationToken = async () =>
    (await wise.token({ grant_type: 'client_credentials' })).body.access_token;
  const form = ({ trigger_on, version = '2.0.0', url = receiver.url(), name = 'told' }: Wanted) => ({
    name,
    trigger_on,
    delivery: { version, url },
  });
  const subscribed = async (path: string, token: string, wanted: Wanted) => {
    const { status, body } = await ask('POST', path, token, form(wanted));
    if (status !== 200) throw new Error(`not subscribed: ${status} ${JSON.stringify(body)}`);
    return body as { id: string };
  };

  return {
    ...wise,
    receiver,
    ask,
    form,
    applicationToken,
    /** Connects somebody to the app; the user's access token. */
    connect: async (who = ADA, clientId = CLIENT.clientId) => {
      const { code } = await wise.consent(who, clientId);
      return (await wise.token(exchangeOf(code, clientId))).body.access_token;
    },
    subscribeApp: async (wanted: Wanted) =>
      subscribed(`/v3/applications/${CLIENT_KEY}/subscriptions`, await applicationToken(), wanted),
    subscribeProfile: (token: string, wanted: Wanted, profileId = ADA.profileId) =>
      subscribed(`/v3/profiles/${profileId}/subscriptions`, token, wanted),
    /** A transfer of Ada's, made by the app, changes its state. */
    transferMoves: (facts: { transferId?: string; clientId?: string | null; profileId?: string } = {}) => {
      const { state } = wise.get();
      state.log.append(
        {
          type: 'transfer.state_changed',
          transferId: '111',
          profileId: ADA.profileId,
          accountId: '333',
          clientId: CLIENT.clientId,
          previousState: 'incoming_payment_waiting',
          currentState: 'processing',
          ...facts,
        },
        state.clock.now(),
      );
    },
    pem: () => wise.get().state.webhooks.keys.pem(),
    deliveries: () => wise.get().state.webhooks.deliveries.all(),
  };
}

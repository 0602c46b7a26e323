import { describe, expect, it } from 'vitest';
import { removeApp } from '#emulator/oauth/account/end-access';
import { startEmulator } from '#emulator/server';
import { ADA, CLIENT } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { webhookPartner } from '#testing/webhook-partner';
import { isSignedBy, type Received } from '#testing/webhook-receiver';
import { MOST_RETRIES } from './retry-schedule';

const partner = webhookPartner();
const { receiver } = partner;
const TRANSFERS = { trigger_on: 'transfers#state-change' };
const AS_FAST_AS_CAN_BE = 100_000_000;

const settings = (patch: object) => partner.control('PUT', '/settings', patch);
const idOf = ({ headers }: Received) => headers['x-delivery-id'];
const untilState = (state: string) =>
  eventually(() => {
    const [delivery] = partner.deliveries();
    expect(delivery?.state).toBe(state);
    return delivery;
  });

/** Ada is connected, and the app has subscribed to her transfers. */
async function connected(): Promise<string> {
  const token = await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  return token;
}

describe('a delivery', () => {
  it('is signed over its bytes by the key that can be downloaded, with an id, and is no test', async () => {
    await connected();
    partner.transferMoves();
    const [came] = (await receiver.until(1)) as [Received];
    const pem = await (await partner.call('/__emulator/webhooks/public-key.pem')).text();
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n[\s\S]*-----END PUBLIC KEY-----\n$/);
    expect(isSignedBy(pem, came)).toBe(true);
    expect(isSignedBy(pem, { ...came, body: `${came.body} ` })).toBe(false);
    expect(came.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(idOf(came)).toMatch(/^[0-9a-f-]{36}$/);
    expect(came.headers).not.toHaveProperty('x-test-notification');
    expect(await untilState('delivered')).toMatchObject({ attempts: [{ status: 200, problem: null }] });
    expect(partner.events('webhook.attempt')).toMatchObject([{ status: 200, deliveryId: idOf(came) }]);
  });

  it.each(['2xx', '200'] as const)(
    'is acknowledged by %s, as the switch says',
    async (webhookAcknowledgement) => {
      await settings({ webhookAcknowledgement });
      await connected();
      receiver.answerWith(204);
      partner.transferMoves();
      await untilState(webhookAcknowledgement === '2xx' ? 'delivered' : 'failed');
    },
  );

  it('is not kept waiting by a body without an end, and hangs up on it', async () => {
    await settings({ webhookTimeoutSeconds: 0.3, webhookRetrySpeed: AS_FAST_AS_CAN_BE });
    await connected();
    const hungUp = new Promise((resolve) => {
      receiver.answerBy((answer) => {
        answer.writeHead(200).write('o');
        answer.on('close', resolve);
      });
    });
    partner.transferMoves();
    await untilState('delivered');
    await hungUp;
  });

  it('follows no redirect', async () => {
    await connected();
    receiver.answerWith(307, { location: receiver.url('/elsewhere') });
    partner.transferMoves();
    await untilState('failed');
    expect(receiver.all().map(({ path }) => path)).toEqual(['/wise']);
  });

  it('goes to other machines too by setting webhooksLeaveThisMachine', async () => {
    await settings({ webhooksLeaveThisMachine: true, webhookTimeoutSeconds: 1 });
    await partner.connect();
    // The dot makes it a name of another machine for the emulator, and RFC 6761 keeps it from leaving.
    await partner.subscribeApp({ ...TRANSFERS, url: 'https://partner.localhost./wise' });
    partner.transferMoves();
    const { attempts } = (await untilState('failed')) ?? {};
    expect(attempts).toMatchObject([{ status: null, problem: expect.not.stringContaining('not sent') }]);
  });

  it('goes to this machine only, and looks no other up', async () => {
    await partner.connect();
    await partner.subscribeApp({ ...TRANSFERS, url: 'https://webhooks.example.com/wise' });
    partner.transferMoves();
    const { attempts } = (await untilState('failed')) ?? {};
    expect(attempts).toMatchObject([
      { status: null, problem: 'not sent: the address is not of this machine' },
    ]);
  });
});

describe('what fails is tried again', () => {
  it('byte for byte the same, under an id of its own for each attempt', async () => {
    await settings({ webhookRetrySpeed: AS_FAST_AS_CAN_BE });
    await connected();
    receiver.answerBy((answer, nth) => answer.writeHead(nth < 3 ? 503 : 200).end());
    partner.transferMoves();
    const came = await receiver.until(3);
    expect(new Set(came.map(({ body }) => body)).size).toBe(1);
    expect(new Set(came.map(idOf)).size).toBe(3);
    expect(came.every((each) => isSignedBy(partner.pem(), each))).toBe(true);
    expect((await untilState('delivered'))?.attempts.map(({ status }) => status)).toEqual([503, 503, 200]);
  });

  it('under one id for all attempts, by a switch', async () => {
    await settings({ webhookRetrySpeed: AS_FAST_AS_CAN_BE, webhookDeliveryId: 'notification' });
    await connected();
    receiver.answerBy((answer, nth) => answer.writeHead(nth < 3 ? 503 : 200).end());
    partner.transferMoves();
    expect(new Set((await receiver.until(3)).map(idOf)).size).toBe(1);
  });

  it('25 times, and then no more', async () => {
    await settings({ webhookRetrySpeed: AS_FAST_AS_CAN_BE });
    await connected();
    receiver.answerWith(500);
    partner.transferMoves();
    expect((await untilState('abandoned'))?.attempts).toHaveLength(1 + MOST_RETRIES);
    expect(receiver.all()).toHaveLength(1 + MOST_RETRIES);
  });

  it('three times when the status is hopeless', async () => {
    await settings({ webhookRetrySpeed: AS_FAST_AS_CAN_BE });
    await connected();
    receiver.answerWith(400);
    partner.transferMoves();
    expect((await untilState('abandoned'))?.attempts).toHaveLength(3);
  });

  it('at once when the receiver asks for it, else after a minute, then two', async () => {
    await connected();
    receiver.answerBy((answer, nth) => answer.writeHead(503, nth === 1 ? { 'retry-after': '0' } : {}).end());
    partner.transferMoves();
    await receiver.until(2);
    const waitMinutes = await eventually(() => {
      const { attempts, nextAt } = partner.deliveries()[0] ?? {};
      expect(attempts).toHaveLength(2);
      return ((nextAt ?? 0) - (attempts?.[1]?.at ?? 0)) / 60_000;
    });
    expect(waitMinutes).toBeGreaterThanOrEqual(2);
  });

  it('when there was no answer in time', async () => {
    await settings({ webhookTimeoutSeconds: 0.3, webhookRetrySpeed: AS_FAST_AS_CAN_BE });
    await connected();
    receiver.answerBy((answer, nth) => {
      if (nth > 1) answer.end();
    });
    partner.transferMoves();
    const { attempts } = (await untilState('delivered')) ?? {};
    expect(attempts?.[0]).toMatchObject({ status: null, problem: 'no answer in 0.3 s' });
  });

  it('when nobody listens', async () => {
    await partner.connect();
    await partner.subscribeApp({ ...TRANSFERS, url: 'http://127.0.0.1:1/wise' });
    partner.transferMoves();
    expect((await untilState('failed'))?.attempts).toMatchObject([{ problem: 'ECONNREFUSED' }]);
  });

  it('not when its subscription is gone', async () => {
    await partner.connect();
    const { id } = await partner.subscribeApp(TRANSFERS);
    receiver.answerWith(503);
    partner.transferMoves();
    await untilState('failed');
    const path = `/v3/applications/${CLIENT.clientId}-key/subscriptions/${id}`;
    await partner.ask('DELETE', path, await partner.applicationToken());
    await untilState('abandoned');
    const [delivery] = partner.deliveries();
    expect((await partner.control('POST', `/webhooks/deliveries/${delivery?.id}/retry`)).status).toBe(409);
  });

  it('never after the emulator was closed: no timer is left, and what was on its way is cut', async () => {
    const emulator = await startEmulator({ clients: [CLIENT] });
    const { state } = emulator;
    const subscription = {
      id: 'one',
      name: 'one',
      eventType: 'users#state-change',
      version: '2.0.0',
      url: receiver.url(),
      scope: { domain: 'application' as const, id: 'test-app-key' },
      clientId: CLIENT.clientId,
      createdBy: { type: 'application' as const, id: CLIENT.clientId },
      createdAt: 0,
    };
    state.webhooks.subscriptions.add(subscription);
    state.webhooks.subscriptions.add({ ...subscription, id: 'two', url: receiver.url('/two') });
    const issued = { type: 'token.issued', clientId: CLIENT.clientId, ...ADA } as never;
    state.log.append(issued, 0);
    // One is answered with a failure and waits to be tried again, the other is not answered at all.
    receiver.answerBy((answer) => {
      if (answer.req.url === '/wise') answer.writeHead(503).end();
    });
    state.log.append({ type: 'user.deactivated', userId: ADA.userId, grants: 1 }, 0);
    await receiver.until(2);
    await eventually(() =>
      expect(state.webhooks.deliveries.all().map((each) => each.state)).toContain('failed'),
    );
    await emulator.close();
    await eventually(() =>
      expect(state.webhooks.deliveries.all().map((each) => [each.state, each.nextAt])).toEqual([
        ['abandoned', null],
        ['abandoned', null],
      ]),
    );
    removeApp(state, ADA.userId, CLIENT.clientId);
    state.log.append({ type: 'user.reactivated', userId: ADA.userId }, 0);
    expect(state.webhooks.deliveries.all()).toHaveLength(2);
  });
});

import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { EmulatorState } from '#emulator/kernel/state';
import { deliveryJson } from '#emulator/kernel/store/webhooks/deliveries';
import { retryNow } from './retry-now';
import { play, TAMPERINGS } from './tampering';

const PATH = '/__emulator/webhooks';

const idSchema = z.object({ id: z.string() });
const orderSchema = z.strictObject({ order: z.enum(['kept', 'reversed']).default('kept') });

/** Deliveries by program: what was sent, again or changed, held back and let go; and the key that they are signed with. */
export function addWebhookApi(server: FastifyInstance, state: EmulatorState): void {
  const { webhooks } = state;

  server.get(`${PATH}/public-key.pem`, (_request, reply) =>
    reply.type('application/x-pem-file').send(webhooks.keys.pem()),
  );
  server.get(`${PATH}/subscriptions`, () => webhooks.subscriptions.all());
  server.get(`${PATH}/deliveries`, () => webhooks.deliveries.all().map(deliveryJson));

  server.post(`${PATH}/hold`, () => {
    webhooks.dispatcher.hold();
    return { holding: true };
  });
  server.post(`${PATH}/release`, (request) => {
    const { order } = orderSchema.parse(request.body ?? {});
    return { released: webhooks.dispatcher.release(state, order) };
  });

  server.post(`${PATH}/deliveries/:id/retry`, (request, reply) => {
    const delivery = webhooks.deliveries.find(idSchema.parse(request.params).id);
    if (!delivery) return reply.code(404).send({ error: 'unknown_delivery' });
    return retryNow(state, delivery)
      ? deliveryJson(delivery)
      : reply.code(409).send({ error: 'not_failed', state: delivery.state });
  });
  for (const [name, tampering] of Object.entries(TAMPERINGS)) {
    server.post(`${PATH}/deliveries/:id/${name}`, (request, reply) => {
      const delivery = webhooks.deliveries.find(idSchema.parse(request.params).id);
      if (!delivery) return reply.code(404).send({ error: 'unknown_delivery' });
      return deliveryJson(play(state, tampering, delivery));
    });
  }
}

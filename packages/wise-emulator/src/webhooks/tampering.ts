import type { EmulatorState } from '#emulator/kernel/state';
import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';
import { deliver, type Made } from './deliver';
import { retryNow } from './retry-now';

/** How a receiver can be tried with a delivery that there was. */
type Tampering = {
  /** For people. */
  label: string;
  make(delivery: Delivery, state: EmulatorState): Made;
};

/** By the name that the control API knows it by. */
export const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  duplicate: {
    label: 'Deliver it once more (same delivery id)',
    make: ({ deliveryId, ...rest }) => ({ ...rest, deliveryId, kind: 'duplicate' }),
  },
  // The signature covers the body only: whoever once saw a delivery can send it again under any id (design W10).
  replay: {
    label: 'Replay it (same body and signature, another delivery id)',
    make: ({ deliveryId: _old, ...rest }) => ({ ...rest, kind: 'replay' }),
  },
  'forge-key': {
    label: 'Forge it: signed by a stranger’s key',
    make: (delivery, { webhooks }) => forged(delivery, 'another key', webhooks.keys.forge(delivery.body)),
  },
  'forge-body': {
    label: 'Forge it: the body changed after it was signed',
    make: (delivery) => ({
      ...forged(delivery, 'changed body', delivery.signature),
      body: changed(delivery.body),
    }),
  },
  'forge-unsigned': {
    label: 'Forge it: without a signature',
    make: (delivery) => forged(delivery, 'no signature', null),
  },
  'forge-nonsense': {
    label: 'Forge it: a signature that is no base64',
    make: (delivery) => forged(delivery, 'nonsense for a signature', '!!!'),
  },
};

/** Puts a copy of the delivery, changed by the tampering, on its way. */
export function play(state: EmulatorState, tampering: Tampering, delivery: Delivery): Delivery {
  return deliver(state, tampering.make(delivery, state));
}

/** As a form chose: the delivery and the tampering, or `retry`. What is not there any more is left alone. */
export function playAsChosen(state: EmulatorState, fields: URLSearchParams): void {
  const delivery = state.webhooks.deliveries.find(fields.get('delivery') ?? '');
  const name = fields.get('trick') ?? '';
  if (!delivery) return;
  if (name === 'retry') retryNow(state, delivery);
  const tampering = Object.hasOwn(TAMPERINGS, name) ? TAMPERINGS[name] : undefined;
  if (tampering) play(state, tampering, delivery);
}

function forged(delivery: Delivery, how: string, signature: string | null): Made {
  const { subscription, body } = delivery;
  return { subscription, body, signature, oldSignature: null, kind: `forged: ${how}` };
}

/** One space more: the same JSON, other bytes. Whoever verifies what was parsed and written again does not notice. */
function changed(body: string): string {
  return `${body} `;
}

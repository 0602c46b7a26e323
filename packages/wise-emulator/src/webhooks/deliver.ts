import type { EmulatorState } from '#emulator/kernel/state';
import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';
import type { Subscription } from '#emulator/kernel/store/webhooks/subscriptions';
import { eventBody } from './event-body';
import { TELLINGS } from './event-data';
import type { Notice } from './notice';

export type Made = Pick<Delivery, 'kind' | 'subscription' | 'body' | 'signature' | 'oldSignature'> & {
  /** A new one when not given. */
  deliveryId?: string;
};

/** From the start of the emulator on, tells whatever happens to whoever subscribed. Returns what ends it. */
export function startTelling(state: EmulatorState): () => void {
  state.webhooks.subscribers.begin(state.tokens.live(state.clock.now()));
  return state.log.subscribe((event) => {
    state.webhooks.subscribers.note(event, (userId) => state.tokens.grantsOf(userId, state.clock.now()));
    if (isNotice(event)) tell(state, event);
  });
}

const NOTICES = new Set(Object.values(TELLINGS).flatMap(({ of }) => of));

function isNotice(event: { type: string }): event is Notice {
  return NOTICES.has(event.type as Notice['type']);
}

function tell(state: EmulatorState, notice: Notice): void {
  const now = state.clock.now();
  for (const subscription of state.webhooks.subscriptions.all()) {
    if (!hears(state, subscription, notice)) continue;
    const body = eventBody({ subscription, notice, now });
    if (body === undefined) continue;
    const sent = deliver(state, { kind: 'event', subscription, body, ...signaturesOf(state, body) });
    if (state.settings.current.webhooksTwice) deliver(state, { ...sent, kind: 'duplicate' });
  }
}

/** An app hears of those who gave it access; of transfers, of its own; by a profile's subscription, of that profile. */
function hears({ webhooks }: EmulatorState, subscription: Subscription, notice: Notice): boolean {
  const { eventType, clientId, scope } = subscription;
  if (!TELLINGS[eventType]?.of.includes(notice.type)) return false;
  if (!('profileId' in notice)) return webhooks.subscribers.knowsUser(clientId, notice.userId);
  if (!webhooks.subscribers.knowsProfile(clientId, notice.profileId)) return false;
  if (scope.domain === 'profile') return scope.id === notice.profileId;
  return notice.type !== 'transfer.state_changed' || notice.clientId === clientId;
}

/** Of a body that Wise itself sends. */
export function signaturesOf({ webhooks: { keys }, settings }: EmulatorState, body: string) {
  const { webhookOldSignature } = settings.current;
  return { signature: keys.sign(body), oldSignature: webhookOldSignature ? keys.signOld(body) : null };
}

/** Puts a delivery on its way. */
export function deliver(state: EmulatorState, made: Made): Delivery {
  const { deliveries, dispatcher } = state.webhooks;
  const { kind, subscription, body, signature, oldSignature } = made;
  const id = crypto.randomUUID();
  const delivery: Delivery = {
    id,
    deliveryId: made.deliveryId ?? id,
    kind,
    subscription,
    body,
    signature,
    oldSignature,
    createdAt: state.clock.now(),
    state: 'queued',
    attempts: [],
    nextAt: null,
  };
  deliveries.add(delivery);
  const overflow = new Set(deliveries.takeOverflow());
  dispatcher.drop((each) => overflow.has(each));
  dispatcher.send(state, delivery);
  return delivery;
}

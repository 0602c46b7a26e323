import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What is sent at one moment: a body, its signature, and whether it has to be stored. */
export type Sent = { body: Buffer; signature: string; isValid: boolean };

export type Traffic = {
  keyPem: string;
  /** In the order of sending. */
  all: Sent[];
  distinct: number;
  /** By profile, the state that has to stand in the end. */
  newest: Map<string, string>;
};

const STATES = ['WITHDRAW_ONLY', 'ACTIVE', 'VIEW_ONLY'];

/**
 * Half of it distinct events, three tenths repeats of earlier ones, two tenths forged. Of the distinct ones a tenth changes the
 * state of one of so many connected profiles, and arrives in disorder; the others are transfers, which are only kept.
 */
export function makeTraffic(count: number, profiles: readonly string[]): Traffic {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const distinct = Math.floor(count / 2);
  const began = Date.now();
  const newest = new Map<string, string>();
  const valid = Array.from({ length: distinct }, (_, index): Sent => {
    const at = new Date(began + index).toISOString();
    const isState = index % 10 === 0;
    const profile = profiles[(index / 10) % profiles.length] ?? '1';
    const state = STATES[Math.floor(index / 10 / profiles.length) % STATES.length] ?? '';
    if (isState) newest.set(profile, state.toLowerCase());
    const [type, id, word] = isState
      ? ['profiles#state-change', profile, state]
      : ['transfers#state-change', String(index), 'processing'];
    const body = Buffer.from(
      `{"data":{"resource":{"type":"x","id":${id},"profile_id":1},"current_state":"${word}","occurred_at":"${at}"},` +
        `"subscription_id":"s","event_type":"${type}","schema_version":"4.0.0","sent_at":"${at}"}`,
    );
    return { body, signature: sign('sha256', body, pair.privateKey).toString('base64'), isValid: true };
  });
  return { keyPem: pem(pair.publicKey), all: mix(disorder(valid), count), distinct, newest };
}

const pem = (key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }): string =>
  String(key.export({ type: 'spki', format: 'pem' }));

/** Each stretch of a thousand is sent backwards. */
function disorder(events: readonly Sent[]): Sent[] {
  const all: Sent[] = [];
  for (let from = 0; from < events.length; from += 1_000)
    all.push(...events.slice(from, from + 1_000).toReversed());
  return all;
}

function mix(valid: readonly Sent[], count: number): Sent[] {
  const forged = () => ({ signature: randomBytes(256).toString('base64'), isValid: false });
  return Array.from({ length: count }, (_, index): Sent => {
    const own = valid[Math.floor(index / 2)] ?? valid[0];
    if (own === undefined) throw new Error('no events');
    if (index % 2 === 0) return own;
    if (index % 10 < 6) return valid[Math.floor((index * 7_919) % (index / 2))] ?? own;
    return { ...own, ...forged() };
  });
}

import type { Environment } from '#lib/env/wise';
import { digestOf, findSigner, readSignature } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { createFailureAlarm } from './failure-alarm';
import { createIntake } from './intake';
import type { SigningKeys } from './signing-keys';

export type Delivery = {
  body: Buffer;
  signature: unknown;
  isTest: boolean;
  /** When nobody waits for the answer any more. */
  giveUp: Promise<void>;
};

/**
 * `stored`: committed. `unsigned`: no signature, or none that any key could have made. `not_verified`: none of our keys made
 * it; a key of Wise's that we do not have yet might have. `not_ready`: not stored, for a reason of ours.
 */
export type Taken = 'stored' | 'unsigned' | 'not_verified' | 'not_ready';

export type Door = { take(environment: Environment, delivery: Delivery): Promise<Taken> };

/** Takes deliveries: the signature over the raw bytes first, then the store; nothing of the body is read here. */
export function createDoor(ctx: Pick<VaultContext, 'database' | 'log'>, keys: SigningKeys): Door {
  const intake = createIntake(ctx);
  const failures = createFailureAlarm(ctx);

  return {
    take: async (environment, { body, signature, isTest, giveUp }) => {
      const signed = readSignature(signature);
      if (signed === undefined || body.length === 0) return 'unsigned';
      const known = keys.of(environment);
      if (known === undefined) return 'not_ready';
      const signer = findSigner(known, body, signed);
      if (signer === undefined) {
        failures.add(environment);
        return 'not_verified';
      }
      const signedBy = signer.fingerprint;
      const storing = intake.store({ environment, body, digest: digestOf(body), isTest, signedBy }).then(
        () => 'stored' as const,
        (err: unknown) => {
          ctx.log.warn({ environment, err }, 'a delivery was not stored; Wise sends it again');
          return 'not_ready' as const;
        },
      );
      // what is committed later is told apart from its repetition by its digest
      return Promise.race([storing, giveUp.then(() => 'not_ready' as const)]);
    },
  };
}

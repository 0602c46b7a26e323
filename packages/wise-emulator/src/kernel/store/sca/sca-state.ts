import { generateKeyPairSync } from 'node:crypto';
import { Factors } from './factors';
import { Lockouts } from './lockouts';
import { OneTimeTokens } from './one-time-tokens';
import { PhoneNumbers } from './phone-numbers';
import { ScaSessions } from './sessions';

/** All that is remembered of strong customer authentication. */
export class ScaState {
  readonly tokens = new OneTimeTokens();
  readonly sessions = new ScaSessions();
  readonly lockouts = new Lockouts();
  readonly factors = new Factors();
  readonly phones = new PhoneNumbers();
  #faceTecKey: string | undefined;

  /** What face maps are encrypted with on their way from FaceTec: PEM. Nobody here opens one. */
  get faceTecKey(): string {
    this.#faceTecKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
      .publicKey.export({ format: 'pem', type: 'spki' })
      .toString();
    return this.#faceTecKey;
  }

  clear(): void {
    this.tokens.clear();
    this.sessions.clear();
    this.lockouts.clear();
    this.factors.clear();
    this.phones.clear();
  }
}

import { CappedMap } from '../capped-map';
import type { UserToken } from '../tokens';

const CAPACITY = 50_000;

type Owner = Pick<UserToken, 'clientId' | 'userId' | 'profileId'>;
const keyOf = ({ clientId, userId, profileId }: Owner) => JSON.stringify([clientId, userId, profileId]);

/** When a user last cleared SCA, for an app and a profile. */
export class ScaSessions {
  readonly #opened = new CappedMap<string, number>(CAPACITY);

  open(owner: Owner, now: number): void {
    this.#opened.set(keyOf(owner), now);
  }

  /** Was it within the last `seconds`? */
  isOpen(owner: Owner, seconds: number, now: number): boolean {
    const opened = this.#opened.get(keyOf(owner));
    return opened !== undefined && now < opened + seconds * 1000;
  }

  clear(): void {
    this.#opened.clear();
  }
}

const LONGEST_EXACT = 2n ** 53n;
const LONG = 9_007_199_254_000_000_000n;

/**
 * Ids of what is made here, counting up. For a profile whose own id does not fit into a double neither do they, so
 * that whoever rounds one finds nothing.
 */
export class Ids {
  #count = 0n;

  /** @param first where ids of this kind begin, so that they can be told apart by looking */
  next(profileId: string, first: bigint): string {
    this.#count += 1n;
    const id = first + this.#count + (BigInt(profileId) > LONGEST_EXACT ? LONG : 0n);
    return isExactDouble(id) && id > LONGEST_EXACT ? this.next(profileId, first) : id.toString();
  }

  clear(): void {
    this.#count = 0n;
  }
}

function isExactDouble(id: bigint): boolean {
  return BigInt(Number(id)) === id;
}

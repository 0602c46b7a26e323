/** A map that forgets its oldest entry when full, so that no run of requests can fill the memory. */
export class CappedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }

  /** The last thousand, oldest first: as much as is worth writing down. */
  latest(): [K, V][] {
    return [...this.#entries].slice(-1_000);
  }

  clear(): void {
    this.#entries.clear();
  }
}

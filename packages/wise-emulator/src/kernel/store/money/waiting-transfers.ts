/** What is to happen to funded transfers by and by. Nothing of it keeps a process alive, or outlives `clear`. */
export class WaitingTransfers {
  readonly #timers = new Set<NodeJS.Timeout>();

  after(seconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, seconds * 1000);
    this.#timers.add(timer.unref());
  }

  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

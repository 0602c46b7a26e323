/** What an answer of the token endpoint tells of our client certificate; `unknown`: nothing. */
export type CertificateVerdict = 'taken' | 'refused' | 'unknown';

/** For so long a refusal answers everybody who wants to send something: each would ask the same. */
const REFUSAL_MS = 1_000;

/**
 * What the token endpoint last said of one client certificate, over any of its connections (decision 101). A call without
 * a token cannot tell: its 401 is Wise's word for "no token", or a gateway's for "not with this certificate".
 */
export class CertificateStanding {
  #last: 'nothing' | 'taken' | 'refused' | 'doubted' = 'nothing';
  #at = Number.NEGATIVE_INFINITY;

  /** @param sentAt monotonic milliseconds: an answer to an older call than the last one that told something tells nothing. */
  note(verdict: CertificateVerdict, sentAt: number): void {
    if (verdict === 'unknown' || sentAt < this.#at) return;
    this.#last = verdict;
    this.#at = sentAt;
  }

  /** Something else has failed with this certificate: what was said before is over. */
  doubt(): void {
    this.#last = 'doubted';
    this.#at = performance.now();
  }

  wasTaken(withinMs: number): boolean {
    return this.#last === 'taken' && performance.now() - this.#at < withinMs;
  }

  /** A moment ago: asking again would tell the same. */
  isRefused(): boolean {
    return this.#last === 'refused' && performance.now() - this.#at < REFUSAL_MS;
  }

  /** Refused, however long ago, or doubted, and not taken since. */
  isDoubtful(): boolean {
    return this.#last === 'refused' || this.#last === 'doubted';
  }
}

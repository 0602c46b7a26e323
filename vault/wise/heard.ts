/** What this process last heard of Wise's token endpoint: whether it can be reached, and what time it has there. */
export class Heard {
  answeredAt: Date | null = null;
  failedAt: Date | null = null;
  /** By how much our clock is ahead of Wise's, to a second: that is all that a Date header says (RFC 9110 §5.6.7). */
  clockAheadSeconds: number | null = null;

  /** @param date Wise's Date header; one that cannot be read says nothing. */
  answer(date: string | null | undefined, { sentAt, now }: { sentAt: Date; now: Date }): void {
    this.answeredAt = now;
    const there = Date.parse(date ?? '');
    if (Number.isNaN(there)) return;
    // It was written between the two; the header is cut to whole seconds, so half a second is added.
    const here = (sentAt.getTime() + now.getTime()) / 2;
    const ahead = Math.round((here - there - 500) / 1_000);
    this.clockAheadSeconds = ahead === 0 ? 0 : ahead;
  }

  failure(now: Date): void {
    this.failedAt = now;
  }
}

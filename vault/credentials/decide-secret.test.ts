import { describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { type Candidate, decideSecret, type Verdict } from './decide-secret';

const SETTLE_MS = 30_000;

/** In the order of preference; the one in use has a star. */
function decided(...all: [name: string, verdict: Verdict, worksForMs?: number][]) {
  const candidates = all.map(
    ([name, verdict, worksForMs = SETTLE_MS]): Candidate => ({
      secret: new Secret(name),
      verdict,
      worksForMs,
      isInUse: name.endsWith('*'),
    }),
  );
  const decision = decideSecret(candidates, SETTLE_MS);
  return decision && `${decision.secret.reveal()} ${decision.standing}`;
}

describe('which client secret is used', () => {
  it('the next one, once it has worked for a while', () => {
    expect(decided(['next', 'works', 0], ['current*', 'works'])).toBe('current* works');
    expect(decided(['next', 'works', SETTLE_MS - 1], ['current*', 'works'])).toBe('current* works');
    expect(decided(['next', 'works'], ['current*', 'works'])).toBe('next works');
  });

  it('at once any that works when the one in use does not', () => {
    expect(decided(['next', 'works', 0], ['current*', 'refused'])).toBe('next works');
    expect(decided(['next*', 'refused'], ['current', 'works', 0])).toBe('current works');
    expect(decided(['current', 'works', 0], ['former*', 'refused'])).toBe('current works');
  });

  it('stays with the one in use while Wise says nothing of it', () => {
    expect(decided(['next', 'works'], ['current*', 'unanswered'])).toBe('current* unanswered');
    expect(decided(['next', 'unanswered'], ['current*', 'unanswered'])).toBe('current* unanswered');
  });

  it('a new secret that is refused changes nothing: a half-written file, a wrong paste', () => {
    expect(decided(['next', 'refused'], ['current*', 'works'])).toBe('current* works');
    expect(decided(['current', 'refused'], ['former*', 'works'])).toBe('former* works');
  });

  it('is refused only when Wise has refused every one', () => {
    expect(decided(['next', 'refused'], ['current*', 'refused'])).toBe('current* refused');
    expect(decided(['next', 'unanswered'], ['current*', 'refused'])).toBe('current* suspect');
    expect(decided(['current*', 'refused'])).toBe('current* refused');
  });
});

import type { Outcome } from './outcomes';
import { parseReference } from './reference';

/** What the address of an outcome's page begins with when the outcome belongs to no attempt of the person. */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  'not-yours': 'not_yours',
  denied: 'denied',
  'wise-error': 'wise_error',
};

const SEGMENT = /^(not-yours|denied|wise-error)(?:-([0-9A-Z]{4}-[0-9A-Z]{4}))?$/;

/**
 * Reads such an address's last part: `not-yours-K7QF-2M9D`. Anybody can write one with a reference of their own choice: what
 * that can say is eight letters, and staff see whose they are.
 */
export function outcomeWithoutAttempt(
  segment: string,
): { outcome: Outcome; reference: string | undefined } | undefined {
  const [, name = '', reference = ''] = SEGMENT.exec(segment) ?? [];
  const outcome = OUTCOMES[name];
  return outcome === undefined ? undefined : { outcome, reference: parseReference(reference)?.text };
}

import type { Answer } from '#emulator/kernel/http/answer';
import { invalidField } from '#emulator/kernel/http/problem';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';

const HEADER = 'x-idempotence-uuid';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Operations that want `X-idempotence-uuid` (docs/wise.md 8.4): the same one again has no second
 * effect, whichever version of the path it came by.
 */
export function onceByHeader(
  { idempotencyKeys }: EmulatorState,
  { request, token }: WiseCall,
  operation: string,
  answer: () => Answer,
): Answer {
  const given = request.headers[HEADER];
  if (typeof given !== 'string' || !UUID.test(given)) {
    return invalidField('X-idempotence-uuid', 'must be a header with a UUID');
  }
  const { clientId, profileId } = token;
  return idempotencyKeys.once([operation, clientId, profileId, given.toLowerCase()].join(' '), answer);
}

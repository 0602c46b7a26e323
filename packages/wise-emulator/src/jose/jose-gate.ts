import type { Gate } from '#emulator/http/gates';
import { asksForJose, hasBody } from './jose-method';
import { jwsError } from './open-message';

/** Where the first key comes in, which cannot be signed yet. */
const KEY_UPLOAD = 'jose:partner-key';

/** A client that has to sign or encrypt what it sends. */
export const joseGate: Gate = ({ state, request, access, endpoint }) => {
  const isDemanded = state.clients.find(access.clientId)?.enforce?.jose === true;
  const isPlain = hasBody(request) && !asksForJose(request);
  return isDemanded && isPlain && endpoint !== KEY_UPLOAD ? jwsError() : undefined;
};

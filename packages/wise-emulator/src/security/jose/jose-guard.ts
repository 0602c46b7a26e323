import type { Guard } from '#emulator/kernel/guard';
import { asksForJose, hasBody } from './jose-method';
import { jwsError, openMessage } from './open-message';
import { sealAnswer } from './seal-answer';

/** Where the first key comes in, which cannot be signed yet. */
const KEY_UPLOAD = 'jose:partner-key';

/** Signed and encrypted messages, and the clients that may send no other. */
export const joseGuard: Guard = {
  admit({ state, request, access, endpoint }) {
    const isDemanded = state.clients.find(access.clientId)?.enforce?.jose === true;
    const isPlain = hasBody(request) && !asksForJose(request);
    return isDemanded && isPlain && endpoint !== KEY_UPLOAD ? jwsError() : undefined;
  },
  isSealed: asksForJose,
  async open(state, request, demand, clientId) {
    const opened = await openMessage(state, request, demand, clientId);
    if (!opened.ok) return opened;
    const { payload, seal } = opened;
    return { ok: true, payload, seal: (answer) => sealAnswer(state, seal, answer) };
  },
};

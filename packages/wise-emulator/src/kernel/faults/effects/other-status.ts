import { type FaultEffect, NO_ANSWER } from './effect';

/** `status`: the real answer under another status. */
export const otherStatus: FaultEffect = {
  answer: ({ status = 500 }, real = NO_ANSWER) => ({ ...real, status }),
};

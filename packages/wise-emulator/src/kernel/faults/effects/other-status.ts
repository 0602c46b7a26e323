import { NO_ANSWER, type Spoiler } from './effect';

/** `status`: the real answer under another status. */
export const otherStatus: Spoiler = {
  answer: ({ status = 500 }, real = NO_ANSWER) => ({ ...real, status }),
};

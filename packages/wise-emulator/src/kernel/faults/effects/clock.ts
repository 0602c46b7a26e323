import type { FaultEffect } from './effect';

/** This one request is served by a clock that runs ahead or behind. */
export const clock: FaultEffect = {
  around: (state, { offsetSeconds = 0 }, effect) => {
    const right = state.clock;
    state.clock = { now: () => right.now() + offsetSeconds * 1000 };
    try {
      return effect();
    } finally {
      state.clock = right;
    }
  },
};

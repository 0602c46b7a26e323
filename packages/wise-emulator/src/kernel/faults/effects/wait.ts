import type { FaultEffect } from './effect';

/** `hold` and `delay`: the wait was all. */
export const wait: FaultEffect = { around: (_state, _spec, effect) => effect() };

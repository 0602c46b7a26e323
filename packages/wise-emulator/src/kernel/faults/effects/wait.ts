import type { Spoiler } from './effect';

/** `hold` and `delay`: the wait was all. */
export const wait: Spoiler = { around: (_state, _spec, effect) => effect() };

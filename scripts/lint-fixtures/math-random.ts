// must fail: ban/math-random
export const state = String(Math.random());

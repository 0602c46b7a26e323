// must fail: lint/style/noNonNullAssertion
export const first = (all: string[]): string => all[0]!;

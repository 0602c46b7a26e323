import type { Screen } from '../../e2e/browser/support/screens';

/** A running product and what is photographed of it. */
export type Opened = { appUrl: string; screens: readonly Screen[]; close: () => Promise<void> };

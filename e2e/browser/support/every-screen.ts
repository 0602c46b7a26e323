import type { AuthProviders } from '../../harness/auth-providers';
import type { Stack } from '../../harness/stack';
import { customerScreens, type Screen, signInScreens, staffScreens } from './screens';
import { sessionScreens } from './session-screens';

type ScreensOf = (stack: Stack, authProviders: AuthProviders) => Promise<Screen[]>;

/** Every screen of the product, by whose it is. */
export const SCREENS: Readonly<Record<string, ScreensOf>> = {
  customers: customerScreens,
  'customers from the partner': sessionScreens,
  'signing in': signInScreens,
  staff: staffScreens,
};

import { customerScreens, signInScreens, staffScreens } from '../../e2e/browser/support/screens';
import { openAuthProviders, signInSettings } from '../../e2e/harness/auth-providers';
import { startStack } from '../../e2e/harness/start-stack';
import type { Opened } from './opened';

/** The screens that axe looks at (e2e/browser/accessibility.spec.ts holds the list to what Next built). */
export async function openEvery(): Promise<Opened> {
  const authProviders = await openAuthProviders();
  const { stack, close } = await startStack({
    webEnv: (appUrl) => signInSettings(authProviders, appUrl, 'staff'),
  });
  return {
    appUrl: stack.appUrl,
    screens: [
      ...(await signInScreens(stack, authProviders)),
      ...(await customerScreens(stack)),
      ...(await staffScreens(stack)),
    ],
    close: async () => {
      await close();
      await authProviders.close();
    },
  };
}

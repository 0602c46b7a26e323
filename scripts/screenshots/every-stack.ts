import { SCREENS } from '../../e2e/browser/support/every-screen';
import type { Screen } from '../../e2e/browser/support/screens';
import { openAuthProviders, signInSettings } from '../../e2e/harness/auth-providers';
import { startStack } from '../../e2e/harness/start-stack';
import type { Opened } from './opened';

/** The screens that axe looks at (e2e/browser/accessibility.spec.ts holds the list to what Next built). */
export async function openEvery(): Promise<Opened> {
  const authProviders = await openAuthProviders();
  const { stack, close } = await startStack({
    webEnv: (appUrl) => signInSettings(authProviders, appUrl, 'staff'),
  });
  const screens: Screen[] = [];
  for (const screensOf of Object.values(SCREENS)) screens.push(...(await screensOf(stack, authProviders)));
  return {
    appUrl: stack.appUrl,
    screens,
    close: async () => {
      await close();
      await authProviders.close();
    },
  };
}

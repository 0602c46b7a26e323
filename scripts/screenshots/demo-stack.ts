import { startMailbox } from '#test/mailbox';
import { startStack } from '../../e2e/harness/start-stack';
import { demoScreens } from './demo';
import type { Opened } from './opened';

/** What a deployment shows its customers: Wise's own address, and no sandbox. */
export async function openDemo(): Promise<Opened> {
  const mailbox = await startMailbox();
  const webEnv = {
    TIME_ZONE: 'UTC',
    WISE_SANDBOX_CLIENT_ID: '',
    WISE_PRODUCTION_WEB_URL: '',
    SMTP_URL: mailbox.url,
  };
  const { stack, close } = await startStack({ webEnv, clientName: 'example-bank' });
  return {
    appUrl: stack.appUrl,
    screens: await demoScreens(stack),
    close: async () => {
      await close();
      await mailbox.close();
    },
  };
}

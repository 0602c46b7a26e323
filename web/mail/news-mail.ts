import type { News } from '#lib/contract/staff-news';
import { staffNewsMessages } from '#web/messages/staff/news';
import { type NewsSetting, newsText } from '#web/notifications/news-text';
import type { Mail } from './send';

/** What somebody on the staff chose to be told: plain words, and addresses of ours that show nothing without a sign-in. */
export function newsMail(
  { id, to, news }: { id: string; to: string; news: News },
  setting: NewsSetting,
): Mail {
  const { subject, lines } = newsText(news, setting);
  const footer = staffNewsMessages.change(`${setting.appUrl}/staff/account#notifications`);
  return {
    to,
    subject,
    text: `${[...lines, '', footer].join('\n')}\n`,
    messageId: `<staff-${id}@${new URL(setting.appUrl).hostname}>`,
  };
}

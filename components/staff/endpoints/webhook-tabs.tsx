import { staffEndpointMessages } from '#web/messages/staff/endpoints';
import { LinkTabs } from '../../ui/link-tabs';

const { tabs: messages } = staffEndpointMessages;

type WebhookTabsProps = { mode: 'in' | 'out'; hrefs: Readonly<Record<'in' | 'out', string>> };

/** Webhooks in both directions: what Wise tells us, and what we tell the partner's systems. */
export function WebhookTabs({ mode, hrefs }: WebhookTabsProps) {
  const tabs = (['in', 'out'] as const).map((direction) => ({
    label: messages[direction],
    href: hrefs[direction],
    isCurrent: direction === mode,
  }));
  return <LinkTabs label={messages.label} tabs={tabs} />;
}

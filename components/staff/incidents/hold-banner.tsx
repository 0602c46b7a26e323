import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Notice } from '../../ui/notice';

const messages = staffIncidentMessages.banner;

/** On every page of the staff while a hold is in force: whoever wonders why calls fail sees it at once. */
export function HoldBanner({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <section aria-label={messages.title} className="mx-auto max-w-7xl px-4 pt-4 sm:px-6" data-screen-only>
      <Notice tone="warn" title={messages.title}>
        <p>
          {messages.text(count)}{' '}
          <a href="/staff/incidents" className="link">
            {messages.link}
          </a>
        </p>
      </Notice>
    </section>
  );
}

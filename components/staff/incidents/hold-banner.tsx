import type { HoldsInForceCount } from '#web/holds/holds';
import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Notice } from '../../ui/notice';

const messages = staffIncidentMessages.banner;

/** On every page of the staff while a hold is in force: whoever wonders why calls fail sees it at once. */
export function HoldBanner({ count, drills }: HoldsInForceCount) {
  if (count === 0) return null;
  const title = drills === count ? messages.drillTitle : messages.title;
  const drill = count === 1 ? messages.drill : messages.drillAmong;
  return (
    <section aria-label={title} className="mx-auto max-w-7xl px-4 pt-4 sm:px-6" data-screen-only>
      <Notice tone="warn" title={title}>
        <p>
          {messages.text(count)} {drills === 0 ? null : `${drill} `}
          <a href="/staff/incidents" className="link">
            {messages.link}
          </a>
        </p>
      </Notice>
    </section>
  );
}

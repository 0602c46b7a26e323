'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import { Dialog as Base } from '@base-ui/react/dialog';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { controlMessages } from '#web/messages/controls';
import { Button, ButtonLink, type ButtonTone } from './button';
import { Icon } from './icon';

type DialogProps = {
  /** The page that asks the same question; where the trigger leads without JavaScript. */
  href: string;
  /** The trigger's words. */
  label: string;
  tone?: ButtonTone;
  title: string;
  /** What happens, and the form that does it (an ordinary POST). */
  children: ReactNode;
};

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

/** A question over the page. Its trigger is a link to a page with the same question. */
export function Dialog({ href, label, tone = 'quiet', title, children }: DialogProps) {
  const [isOpen, setOpen] = useState(false);
  const trigger = useRef<HTMLSpanElement>(null);
  return (
    <CSPProvider disableStyleElements>
      <span ref={trigger} className="contents">
        <ButtonLink
          href={href}
          tone={tone}
          aria-haspopup="dialog"
          onClick={(event) => {
            if (!isPlainClick(event)) return;
            event.preventDefault();
            setOpen(true);
          }}
        >
          {label}
        </ButtonLink>
      </span>
      <Base.Root open={isOpen} onOpenChange={(open) => setOpen(open)}>
        <Base.Portal>
          <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(16_20_24/0.5)]" />
          <Base.Popup
            finalFocus={() => trigger.current?.querySelector('a') ?? null}
            className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-md border border-line bg-surface p-4 text-ink shadow-float sm:p-6"
          >
            <div className="flex items-start justify-between gap-4">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              <Base.Close
                aria-label={controlMessages.close}
                className="-mt-2 -mr-2 inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-raised hover:text-ink"
              >
                <Icon name="close" />
              </Base.Close>
            </div>
            <div className="mt-2 space-y-4">{children}</div>
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </CSPProvider>
  );
}

/** A second way out without doing anything, among a form's buttons. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Base.Close render={<Button type="button" tone="quiet" />}>{children}</Base.Close>;
}

'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { Button, ButtonLink, type ButtonTone } from './button';
import { Popup } from './popup';

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
    <>
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
      <Popup
        isOpen={isOpen}
        onOpenChange={setOpen}
        title={title}
        finalFocus={() => trigger.current?.querySelector('a') ?? null}
      >
        <div className="mt-2 space-y-4">{children}</div>
      </Popup>
    </>
  );
}

/** A second way out without doing anything, among a form's buttons. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Base.Close render={<Button type="button" tone="quiet" />}>{children}</Base.Close>;
}

'use client';

import { CSPProvider } from '@base-ui/react/csp-provider';
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { controlMessages } from '#web/messages/controls';
import { classes } from './classes.ts';
import { Icon } from './icon';

type PopupProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** What gets the focus back; what had it before, when not given. */
  finalFocus?: () => HTMLElement | null;
  /** `bare`: its content begins at the edge, and the title is for screen readers alone. */
  shape?: 'padded' | 'bare';
  children: ReactNode;
};

/** What stands over the page: it keeps the focus, closes with Escape and gives the focus back. */
export function Popup({ isOpen, onOpenChange, title, finalFocus, shape = 'padded', children }: PopupProps) {
  return (
    <CSPProvider disableStyleElements>
      <Base.Root open={isOpen} onOpenChange={(open) => onOpenChange(open)}>
        <Base.Portal>
          <Base.Backdrop className="fixed inset-0 z-40 bg-[rgb(16_20_24/0.5)]" />
          <Base.Popup
            {...(finalFocus === undefined ? {} : { finalFocus })}
            className={classes(
              'fixed left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 overflow-y-auto rounded-md border border-line bg-surface text-ink shadow-float',
              shape === 'bare'
                ? 'top-4 max-h-[calc(100dvh-2rem)] sm:top-[12vh] sm:max-h-[76vh]'
                : 'top-1/2 max-h-[calc(100dvh-2rem)] -translate-y-1/2 p-4 sm:p-6',
            )}
          >
            {shape === 'bare' ? (
              <Base.Title className="sr-only">{title}</Base.Title>
            ) : (
              <div className="flex items-start justify-between gap-4">
                <Base.Title className="font-semibold text-lg">{title}</Base.Title>
                <Base.Close
                  aria-label={controlMessages.close}
                  className="-mt-2 -mr-2 inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-raised hover:text-ink"
                >
                  <Icon name="close" />
                </Base.Close>
              </div>
            )}
            {children}
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
    </CSPProvider>
  );
}

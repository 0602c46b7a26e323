'use client';

import { type ComponentProps, useEffect, useRef, useState } from 'react';

/** Longer than web waits for the vault: then the answer was lost, and the button can be pressed again. */
const AT_MOST_MS = 40_000;

/** An event on a form that was not sent after all: its button works again. */
export const FORM_IDLE = 'form-idle';

type BusyButtonProps = ComponentProps<'button'> & {
  /** What it says while its form is under way: "Checking…". */
  busy: string;
  /** How long it says so where no other page comes: a download. */
  busyForMs?: number;
};

/**
 * The button of a form that may take a while: once the form is sent it says so, to screen readers too, and is not sent
 * twice. It stays enabled, because a disabled one would lose the focus. Without JavaScript it is an ordinary button.
 */
export function BusyButton({ busy, busyForMs = AT_MOST_MS, children, ...rest }: BusyButtonProps) {
  const [isBusy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const form = button.current?.form;
    if (form === null || form === undefined) return;
    let isSent = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reset = () => {
      clearTimeout(timer);
      isSent = false;
      setBusy(false);
    };
    const send = (event: SubmitEvent) => {
      if (isSent) {
        event.preventDefault();
        return;
      }
      isSent = true;
      timer = setTimeout(reset, busyForMs);
      setBusy(true);
    };
    // the way back may show the page as it was left
    const show = ({ persisted }: PageTransitionEvent) => {
      if (persisted) reset();
    };
    form.addEventListener('submit', send);
    form.addEventListener(FORM_IDLE, reset);
    window.addEventListener('pageshow', show);
    return () => {
      clearTimeout(timer);
      form.removeEventListener('submit', send);
      form.removeEventListener(FORM_IDLE, reset);
      window.removeEventListener('pageshow', show);
    };
  }, [busyForMs]);
  return (
    <button ref={button} {...rest} aria-busy={isBusy} aria-live="polite">
      {isBusy ? busy : children}
    </button>
  );
}

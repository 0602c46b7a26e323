'use client';

import { startTransition, useCallback, useEffect, useId, useRef, useState } from 'react';
import { exactTime, formatTime } from './format-time.ts';
import { placeBeside } from './place-beside.ts';

/** Until a pointer that rests is asking. */
const DELAY_MS = 200;
/** For the way from the time to what explains it (WCAG 1.4.13). */
const WAY_MS = 150;

/** The client's half of `Time`. Before hydration, and without it, a plain `<time>` as the server wrote it. */
export function LocalTime({ iso, text }: { iso: string; text: string }) {
  const [isHydrated, setHydrated] = useState(false);
  // in slices: a list has a hundred of these, and all of them at once would keep a phone from answering
  useEffect(() => startTransition(() => setHydrated(true)), []);
  if (!isHydrated) {
    return (
      <time dateTime={iso} className="tabular-nums">
        {text}
      </time>
    );
  }
  return <ExactTime iso={iso} />;
}

/**
 * A list has hundreds of these, so it is made of the platform's own popover: a library's tooltip weighed a quarter of all
 * scripts of the page.
 */
function ExactTime({ iso }: { iso: string }) {
  const { isOpen, open, openSoon, close, closeSoon } = useExplained();
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const at = new Date(iso);
  return (
    // the handlers only tell when the pointer is over either of the two
    <span
      onPointerEnter={({ pointerType }) => (pointerType === 'mouse' ? openSoon() : undefined)}
      onPointerLeave={({ pointerType }) => (pointerType === 'mouse' ? closeSoon() : undefined)}
    >
      <button
        ref={button}
        type="button"
        aria-describedby={isOpen ? id : undefined}
        onFocus={({ currentTarget }) => (currentTarget.matches(':focus-visible') ? open() : undefined)}
        onBlur={close}
        // A tap gives no hover; without this the exact value would not exist on a phone.
        onClick={open}
        // the padding makes it as high as a finger needs (WCAG 2.5.8) without moving the line
        className="-my-0.5 cursor-help py-0.5 text-left underline decoration-line decoration-dotted underline-offset-4"
      >
        <time dateTime={iso} className="tabular-nums">
          {formatTime(at)}
        </time>
      </button>
      {isOpen ? <Explanation id={id} at={at} beside={() => button.current} /> : null}
    </span>
  );
}

type ExplanationProps = { id: string; at: Date; beside: () => HTMLElement | null };

function Explanation({ id, at, beside }: ExplanationProps) {
  const exact = exactTime(at);
  const show = (popup: HTMLSpanElement | null) => {
    const anchor = beside();
    if (popup === null || anchor === null) return;
    // in the top layer no table cuts it off; where a browser has none, it is fixed all the same
    popup.showPopover?.();
    placeBeside(popup, anchor);
  };
  return (
    <span
      ref={show}
      id={id}
      role="tooltip"
      popover="manual"
      className="fixed inset-auto z-40 m-0 max-w-xs rounded-md border border-line bg-surface px-3 py-2 text-ink text-sm tabular-nums shadow-float"
    >
      {exact.text}
      <span className="block text-muted">{exact.utc}</span>
    </span>
  );
}

function useExplained() {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const set = useCallback((next: boolean, afterMs = 0) => {
    clearTimeout(timer.current);
    if (afterMs === 0) setOpen(next);
    else timer.current = setTimeout(() => setOpen(next), afterMs);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!isOpen) return;
    const close = () => set(false);
    const closeByKey = ({ key }: KeyboardEvent) => (key === 'Escape' ? close() : undefined);
    document.addEventListener('keydown', closeByKey);
    // it would stand beside something else
    window.addEventListener('scroll', close, { capture: true, passive: true });
    window.addEventListener('resize', close);
    return () => {
      document.removeEventListener('keydown', closeByKey);
      window.removeEventListener('scroll', close, { capture: true });
      window.removeEventListener('resize', close);
    };
  }, [isOpen, set]);
  return {
    isOpen,
    open: () => set(true),
    openSoon: () => set(true, DELAY_MS),
    close: () => set(false),
    closeSoon: () => set(false, WAY_MS),
  };
}

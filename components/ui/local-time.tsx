'use client';

import { Tooltip } from '@base-ui/react/tooltip';
import { useId, useState, useSyncExternalStore } from 'react';
import { exactTime, formatTime } from './format-time.ts';

const never = () => () => undefined;

/** The client's half of `Time`. Before hydration, and without it, a plain `<time>` as the server wrote it. */
export function LocalTime({ iso, text }: { iso: string; text: string }) {
  const hydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!hydrated) {
    return (
      <time dateTime={iso} className="tabular-nums">
        {text}
      </time>
    );
  }
  return <ExactTime iso={iso} />;
}

function ExactTime({ iso }: { iso: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const at = new Date(iso);
  const exact = exactTime(at);
  return (
    <Tooltip.Root open={isOpen} onOpenChange={setOpen}>
      <Tooltip.Trigger
        type="button"
        closeOnClick={false}
        delay={200}
        aria-describedby={isOpen ? id : undefined}
        // A tap gives no hover; without this the exact value would not exist on a phone.
        onClick={() => setOpen(true)}
        // the padding makes it as high as a finger needs (WCAG 2.5.8) without moving the line
        className="-my-0.5 cursor-help py-0.5 text-left underline decoration-line decoration-dotted underline-offset-4"
      >
        <time dateTime={iso} className="tabular-nums">
          {formatTime(at)}
        </time>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-40">
          <Tooltip.Popup
            id={id}
            role="tooltip"
            className="max-w-xs rounded-md border border-line bg-surface px-3 py-2 text-ink text-sm tabular-nums shadow-float"
          >
            {exact.text}
            <span className="block text-muted">{exact.utc}</span>
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useSyncExternalStore } from 'react';
import { controlMessages } from '#web/messages/controls';
import { formatTimeFrom } from './format-time.ts';
import { Phrase } from './sentence';

/** Below this the minute alone would say too little. */
const TO_THE_SECOND_MS = 2 * 60_000;

/** Timers may fire a little early. */
const SLACK_MS = 250;

const never = () => () => undefined;

type CheckAgainProps = {
  id: string;
  iso: string;
  /** By the server's clock: the reader's may be wrong. */
  waitMs: number;
  timeZone: string;
};

/** From when a connection may be checked again. The page looks again by itself then; without JavaScript it stands still. */
export function CheckAgain({ id, iso, waitMs, timeZone }: CheckAgainProps) {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => router.refresh(), waitMs + SLACK_MS);
    return () => clearTimeout(timer);
  }, [router, waitMs]);
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const hasSeconds = waitMs < TO_THE_SECOND_MS;
  const text = formatTimeFrom(new Date(iso), isHydrated ? { hasSeconds } : { hasSeconds, timeZone });
  return (
    <p id={id} className="text-muted text-sm">
      <Phrase
        parts={controlMessages.check.againAt(
          <time dateTime={iso} className="tabular-nums">
            {text}
          </time>,
        )}
      />
    </p>
  );
}

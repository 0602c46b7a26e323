'use client';

import { useState, useSyncExternalStore } from 'react';
import { controlMessages } from '#web/messages/controls';
import { Icon } from '../ui/icon';

const never = () => () => undefined;

/** An id in tabular figures that one click selects whole; with JavaScript, a button that copies it. */
export function CopyableId({ value, label }: { value: string; label: string }) {
  // navigator.clipboard exists on secure origins only; where it does not, selecting is what is left.
  const canCopy = useSyncExternalStore(
    never,
    () => navigator.clipboard !== undefined,
    () => false,
  );
  const [isCopied, setCopied] = useState(false);
  const write = () => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="inline-flex max-w-full items-start gap-1">
      <bdi className="min-w-0 select-all tabular-nums wrap-anywhere">{value}</bdi>
      {canCopy ? (
        <button
          type="button"
          onClick={write}
          aria-label={controlMessages.copy.button(label)}
          className="-my-2.5 inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-sm text-muted hover:text-ink sm:-my-1 sm:size-8"
        >
          {isCopied ? <Icon name="check" className="size-4 text-good" /> : <CopyIcon />}
        </button>
      ) : null}
      <span role="status" className="sr-only">
        {isCopied ? controlMessages.copy.done(label) : ''}
      </span>
    </span>
  );
}

function CopyIcon() {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 20 20"
      className="size-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    >
      <path d="M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3" />
    </svg>
  );
}

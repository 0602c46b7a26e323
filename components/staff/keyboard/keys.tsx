import { keyboardMessages as messages } from '#web/messages/keyboard';

/** Keys that are pressed one after the other, as they stand on a keyboard. */
export function Keys({ keys }: { keys: readonly string[] }) {
  return (
    <span className="flex shrink-0 items-center gap-1 text-muted text-xs">
      {keys.map((key, index) => (
        <span key={key} className="flex items-center gap-1">
          {index === 0 ? null : <span className="max-sm:sr-only">{messages.before}</span>}
          <kbd className="inline-flex min-h-5 min-w-5 items-center justify-center whitespace-nowrap rounded-sm border border-edge bg-surface px-1 font-sans text-ink">
            {key}
          </kbd>
        </span>
      ))}
    </span>
  );
}

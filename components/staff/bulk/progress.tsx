import type { BulkActView } from '#web/bulk/bulk-acts';
import { LOCALE } from '#web/messages/language';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { AutoRefresh } from '../../ui/auto-refresh';
import { Button } from '../../ui/button';

const { detail: messages, outcomes, list } = staffBulkMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);

/** How far a list is, in numbers and as a bar; the page looks again by itself while it runs. */
export function Progress({ act }: { act: BulkActView }) {
  const { done, unchanged, refused, total } = act;
  const worked = done + unchanged + refused;
  const percent = total === 0 ? 0 : Math.floor((100 * worked) / total);
  const counts = [
    [outcomes.done, done],
    [outcomes.unchanged, unchanged],
    [outcomes.refused, refused],
    [outcomes.open, total - worked],
  ] as const;
  return (
    <div className="space-y-4">
      {act.state === 'running' ? <AutoRefresh seconds={2} /> : null}
      <progress
        className="block w-full max-w-prose"
        max={total}
        value={worked}
        aria-label={messages.bar(percent)}
      />
      <p className="text-sm tabular-nums">{list.progressOf(worked, total)}</p>
      <dl className="grid max-w-prose grid-cols-2 gap-4 sm:grid-cols-4">
        {counts.map(([name, count]) => (
          <div key={name}>
            <dt className="text-muted text-sm">{name}</dt>
            <dd className="font-semibold text-lg tabular-nums">{NUMBER.format(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Pausing, going on and cancelling; each holds with the answer. */
export function Controls({ act, csrf }: { act: BulkActView; csrf: string }) {
  const { state } = act;
  const canCancel = state === 'waiting' || state === 'running' || state === 'paused';
  if (!canCancel) return null;
  return (
    <form
      method="post"
      action={`/staff/connections/bulk/${act.id}/control`}
      className="flex flex-wrap items-center gap-3"
      data-screen-only
    >
      <input type="hidden" name="csrf" value={csrf} />
      {state === 'running' ? (
        <Button tone="quiet" name="do" value="bulk.pause" busy={messages.pausing}>
          {messages.pause}
        </Button>
      ) : null}
      {state === 'paused' ? (
        <Button name="do" value="bulk.resume" busy={messages.resuming}>
          {messages.resume}
        </Button>
      ) : null}
      <Button tone="quiet" name="do" value="bulk.cancel" busy={messages.cancelling}>
        {messages.cancel}
      </Button>
      <span className="text-muted text-sm">{messages.cancelHint}</span>
    </form>
  );
}

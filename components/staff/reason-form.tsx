import type { ReactNode } from 'react';
import { staffFollowUpMessages as messages } from '#web/messages/staff/follow-up';
import { Textarea } from '../ui/field';
import { WithoutJavaScript } from '../ui/without-javascript';

type ReasonFormProps = {
  action: string;
  csrf: string;
  /** What happens. */
  points: readonly string[];
  /** Words of what was wrong with the last try. */
  error?: string | undefined;
  /** What its writer had typed before. */
  typed: string | undefined;
  /** Of the reason, in characters. */
  maxLength: number;
  /** The button that does it. */
  submit: ReactNode;
  /** The way out: closes the dialog, or leads back from the page. */
  cancel: ReactNode;
};

/** What an act does, and the form that does it: the reason is required and goes to the audit trail. */
export function ReasonForm({
  action,
  csrf,
  points,
  error,
  typed,
  maxLength,
  submit,
  cancel,
}: ReasonFormProps) {
  return (
    <>
      <ul className="list-disc space-y-2 pl-5 text-sm leading-6 marker:text-muted">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <form method="post" action={action} className="space-y-4">
        <input type="hidden" name="csrf" value={csrf} />
        <WithoutJavaScript />
        <Textarea
          label={messages.reason}
          name="reason"
          id={`reason-${action.split('/').at(-2)}`}
          hint={messages.reasonHint}
          error={error}
          defaultValue={typed}
          required
          maxLength={maxLength}
        />
        <div className="flex flex-wrap gap-3">
          {submit}
          {cancel}
        </div>
      </form>
    </>
  );
}

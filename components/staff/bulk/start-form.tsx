import type { BulkActView } from '#web/bulk/bulk-acts';
import { LOCALE } from '#web/messages/language';
import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Button, ButtonLink } from '../../ui/button';
import { Input, Textarea } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const { preview: messages, points } = staffBulkMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);
/** What of the act stands in the form. */
const TYPED = ['count', 'reason'];

type StartFormProps = {
  act: BulkActView;
  csrf: string;
  reasonMaxLength: number;
  /** What its writer had typed before. */
  typed: Readonly<Record<string, string>>;
};

/** What happens to every connection of the list, and the form that starts it: the number is typed, and signed with the rest. */
export function StartForm({ act, csrf, reasonMaxLength, typed }: StartFormProps) {
  const { id, kind, total } = act;
  const shown = NUMBER.format(total);
  return (
    <>
      <ul className="mb-4 max-w-prose list-disc space-y-1 pl-5 text-sm leading-6 marker:text-muted">
        {points[kind].map((point) => (
          <li key={point}>{point}</li>
        ))}
        {act.needsSecond ? <li>{messages.second}</li> : null}
      </ul>
      <StepUpForm
        action={`/staff/connections/bulk/${id}/start`}
        csrf={csrf}
        act={{ act: 'bulk.start', bulkActId: id, kind }}
        fields={TYPED}
        className="max-w-prose space-y-4"
      >
        <input type="hidden" name="kind" value={kind} />
        <Input
          label={messages.typed(shown)}
          name="count"
          defaultValue={typed.count}
          required
          inputMode="numeric"
          autoComplete="off"
          // the two ways to write it: a slip is found before the passkey is asked
          pattern={`\\s*(${total}|${shown.replace(/\D/g, '[^0-9]?')})\\s*`}
          title={messages.mismatch(shown)}
        />
        <Textarea
          label={messages.reason}
          name="reason"
          hint={messages.reasonHint}
          defaultValue={typed.reason}
          required
          maxLength={reasonMaxLength}
        />
        <div className="flex flex-wrap gap-3">
          <Button tone={kind === 'check' || kind === 'assign' ? 'primary' : 'danger'} busy={messages.busy}>
            {messages.submits[kind]}
          </Button>
          <ButtonLink href="/staff/connections">{messages.back}</ButtonLink>
        </div>
      </StepUpForm>
    </>
  );
}

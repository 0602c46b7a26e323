import { staffActivityMessages } from '#web/messages/staff/activity';
import { Button } from '../../ui/button';
import { Input, Select } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const { export: messages } = staffActivityMessages;
/** What of the act stands in the form. */
const TYPED = ['from', 'to', 'personal'];

type ExportTrailFormProps = {
  csrf: string;
  /** What its writer had typed before. */
  typed: Readonly<Record<string, string>>;
};

/** The trail as a signed file; the passkey approves its days and whether names are in it. */
export function ExportTrailForm({ csrf, typed }: ExportTrailFormProps) {
  return (
    <section aria-labelledby="export" className="mt-8 border-line border-t pt-6" data-screen-only>
      <h2 id="export" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted text-sm leading-6">{messages.text}</p>
      <StepUpForm
        action="/staff/activity/export"
        csrf={csrf}
        act={{ act: 'audit.export' }}
        fields={TYPED}
        className="space-y-4"
      >
        <div className="grid max-w-3xl items-end gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_10rem_10rem]">
          <Select
            label={messages.personal}
            name="personal"
            id="export-personal"
            defaultValue={typed.personal}
          >
            <option value="no">{messages.without}</option>
            <option value="yes">{messages.with}</option>
          </Select>
          <Input label={messages.from} name="from" id="export-from" type="date" defaultValue={typed.from} />
          <Input label={messages.to} name="to" id="export-to" type="date" defaultValue={typed.to} />
        </div>
        <Button tone="quiet" busy={messages.exporting} busyForMs={5_000}>
          {messages.submit}
        </Button>
      </StepUpForm>
    </section>
  );
}

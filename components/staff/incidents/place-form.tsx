import { staffIncidentMessages } from '#web/messages/staff/incidents';
import { Button } from '../../ui/button';
import { Select, Textarea } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const messages = staffIncidentMessages.place;
/** What of the act stands in the form. */
const TYPED = ['on', 'reason'];

type PlaceFormProps = {
  /** What can be held, each by its word and its name. */
  options: readonly { word: string; name: string }[];
  reasonMaxLength: number;
  csrf: string;
  /** What its writer had typed before. */
  typed: Readonly<Record<string, string>>;
};

/** What a hold does, and the form that places one. */
export function PlaceForm({ options, reasonMaxLength, csrf, typed }: PlaceFormProps) {
  return (
    <>
      <ul className="mb-4 max-w-prose list-disc space-y-1 pl-5 text-sm leading-6 marker:text-muted">
        {messages.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <StepUpForm
        action="/staff/incidents/place"
        csrf={csrf}
        act={{ act: 'hold.place' }}
        fields={TYPED}
        className="max-w-prose space-y-4"
      >
        <Select label={messages.on} name="on" defaultValue={typed.on}>
          {options.map(({ word, name }) => (
            <option key={word} value={word}>
              {name}
            </option>
          ))}
        </Select>
        <Textarea
          label={messages.reason}
          name="reason"
          hint={messages.reasonHint}
          defaultValue={typed.reason}
          required
          maxLength={reasonMaxLength}
        />
        <Button tone="danger" busy={messages.busy}>
          {messages.submit}
        </Button>
      </StepUpForm>
    </>
  );
}

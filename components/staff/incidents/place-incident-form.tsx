import type { IncidentScope } from '#lib/contract/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Button } from '../../ui/button';
import { Select, Textarea } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const { place: messages } = guidedIncidentMessages;
const TYPED = ['drill', 'reason'];

type PlaceIncidentFormProps = {
  scope: IncidentScope;
  csrf: string;
  textMaxLength: number;
  mayDrill: boolean;
  /** What its writer had typed before. */
  typed: Readonly<Record<string, string>>;
};

/** The first person's approval of exactly what was counted. */
export function PlaceIncidentForm({ scope, csrf, textMaxLength, mayDrill, typed }: PlaceIncidentFormProps) {
  return (
    <StepUpForm
      action="/staff/incidents/ask"
      csrf={csrf}
      act={{ act: 'incident.place', ...scope }}
      fields={TYPED}
      className="max-w-prose space-y-4"
    >
      {Object.entries(scope).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Select
        label={messages.drill}
        name="drill"
        hint={mayDrill ? undefined : messages.noDrill}
        defaultValue={typed.drill}
      >
        <option value="no">{messages.drillOptions.no}</option>
        {mayDrill ? <option value="yes">{messages.drillOptions.yes}</option> : null}
      </Select>
      <Textarea
        label={messages.reason}
        name="reason"
        hint={messages.reasonHint}
        defaultValue={typed.reason}
        required
        maxLength={textMaxLength}
      />
      <Button tone="danger" busy={messages.busy}>
        {messages.submit}
      </Button>
    </StepUpForm>
  );
}

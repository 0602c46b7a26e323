import { staffPeopleMessages } from '#web/messages/staff/people';
import { Button, ButtonLink } from '../../ui/button';
import { DescriptionList } from '../../ui/description-list';
import { Input } from '../../ui/field';
import { StepUpForm } from '../step-up-form';
import { RoleSelect } from './person-actions';

const messages = staffPeopleMessages.invitation;
/** The parts of the act that are typed. */
const TYPED = ['email', 'name', 'role'];

type InviteFormProps = {
  csrf: string;
  problem: string | undefined;
  /** What its writer had typed before. */
  typed: Readonly<Record<string, string>>;
};

/** Who is invited and as what. */
export function InviteForm({ csrf, problem, typed }: InviteFormProps) {
  return (
    <StepUpForm
      act={{ act: 'staff.invite' }}
      fields={TYPED}
      action="/staff/people/invite/confirm"
      csrf={csrf}
      className="space-y-4"
    >
      <Input
        label={messages.email}
        hint={messages.emailHint}
        error={problem === 'email' ? messages.badAddress : undefined}
        name="email"
        defaultValue={typed.email}
        type="email"
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
        required
      />
      <Input
        label={messages.name}
        hint={messages.nameHint}
        name="name"
        defaultValue={typed.name}
        autoComplete="off"
        maxLength={200}
        dir="auto"
      />
      <RoleSelect label={messages.role} selected={typed.role} />
      <DescriptionList
        items={Object.values(staffPeopleMessages.roles).map(({ name, may }) => ({
          term: name,
          value: <span className="text-muted text-sm">{may}</span>,
        }))}
      />
      <div className="flex flex-wrap gap-3">
        <Button busy={messages.working}>{messages.submit}</Button>
        <ButtonLink href="/staff/people">{messages.cancel}</ButtonLink>
      </div>
    </StepUpForm>
  );
}

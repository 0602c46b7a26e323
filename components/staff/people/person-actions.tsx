import type { ReactNode } from 'react';
import { staffPeopleMessages } from '#web/messages/staff/people';
import type { StaffPersonView } from '#web/staff/read-person';
import { Button, type ButtonTone } from '../../ui/button';
import { Card } from '../../ui/card';
import { Select } from '../../ui/field';
import { FoldedAct } from '../folded-act';
import { StepUpForm } from '../step-up-form';

const messages = staffPeopleMessages.person.acts;
/** The part of the act that is chosen in the form. */
const ROLE = ['role'];

type PersonActionsProps = {
  person: StaffPersonView;
  csrf: string;
  /** Whether the reader may change who works here, and whether this is themselves. */
  mayManage: boolean;
  isOwn: boolean;
};

/** What an admin can do with a colleague's access. The vault decides again, and the database after it. */
export function PersonActions({ person, csrf, mayManage, isOwn }: PersonActionsProps) {
  return (
    <Card aria-labelledby="acts" className="self-start">
      <h2 id="acts" className="mb-4 font-semibold text-lg">
        {messages.title}
      </h2>
      {isOwn ? (
        <>
          <p className="text-muted text-sm">{messages.own}</p>
          <p className="mt-3">
            <a href="/staff/account" className="link">
              {messages.ownAccount}
            </a>
          </p>
        </>
      ) : mayManage ? (
        <Acts person={person} csrf={csrf} />
      ) : (
        <p className="text-muted text-sm">{messages.viewOnly}</p>
      )}
    </Card>
  );
}

function Acts({ person, csrf }: Pick<PersonActionsProps, 'person' | 'csrf'>) {
  const common = { person, csrf };
  if (person.disabledAt !== null) return <Act name="staff.enable" texts={messages.enable} {...common} />;
  return (
    <>
      <p className="mb-2 text-muted text-sm">{messages.passkey}</p>
      <div className="divide-y divide-line">
        <Act name="staff.role" texts={messages.role} fields={ROLE} {...common}>
          <RoleSelect label={messages.role.label} selected={person.role} />
        </Act>
        {person.sessions === 0 ? null : <Act name="staff.sign_out" texts={messages.signOut} {...common} />}
        <Act name="passkey.code" texts={messages.passkeyCode} {...common} />
        {person.issuers.length === 0 ? null : (
          <Act name="staff.release" texts={messages.release} tone="danger" {...common} />
        )}
        <Act name="staff.disable" texts={messages.disable} tone="danger" {...common} />
      </div>
    </>
  );
}

type ActProps = {
  name: string;
  texts: { open: string; text: string; submit: string; working: string };
  person: StaffPersonView;
  csrf: string;
  fields?: readonly string[];
  tone?: ButtonTone;
  children?: ReactNode;
};

/** One act, approved with a passkey. */
function Act({ name, texts, person, csrf, fields = [], tone = 'primary', children }: ActProps) {
  return (
    <FoldedAct texts={texts}>
      <StepUpForm
        act={{ act: name, staffId: person.id }}
        fields={fields}
        action={`/staff/people/${person.id}/change`}
        csrf={csrf}
        className="space-y-4"
      >
        <input type="hidden" name="act" value={name} />
        {children}
        <Button tone={tone} busy={texts.working}>
          {texts.submit}
        </Button>
      </StepUpForm>
    </FoldedAct>
  );
}

/** The roles to choose from, with what each may do. */
export function RoleSelect({
  label,
  selected,
  error,
}: {
  label: string;
  selected?: string | undefined;
  error?: string | undefined;
}) {
  return (
    <Select
      label={label}
      name="role"
      error={error}
      {...(selected === undefined ? {} : { defaultValue: selected })}
    >
      {Object.entries(staffPeopleMessages.roles).map(([role, { name }]) => (
        <option key={role} value={role}>
          {name}
        </option>
      ))}
    </Select>
  );
}

import type { IncidentScope } from '#lib/contract/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Button } from '../../ui/button';
import { Input, Select } from '../../ui/field';

const { place: messages } = guidedIncidentMessages;

type ScopeFormProps = {
  options: readonly { word: string; name: string }[];
  /** What was asked for before. */
  scope: IncidentScope | undefined;
  /** The latest time that it may be suspected since, as the field has it. */
  latest: string;
};

/** What an incident is about. It only leads to the page that counts what is covered. */
export function ScopeForm({ options, scope, latest }: ScopeFormProps) {
  return (
    <form method="get" action="/staff/incidents/new" className="max-w-prose space-y-4">
      <Select label={messages.on} name="on" defaultValue={scope?.on}>
        {options.map(({ word, name }) => (
          <option key={word} value={word}>
            {name}
          </option>
        ))}
      </Select>
      <Input
        label={messages.since}
        name="since"
        type="datetime-local"
        hint={messages.sinceHint}
        min="1970-01-01T00:00"
        max={latest}
        defaultValue={scope?.since.slice(0, 16)}
      />
      <Select label={messages.endSessions} name="endSessions" defaultValue={scope?.endSessions ?? 'staff'}>
        {Object.entries(messages.endSessionsOptions).map(([word, name]) => (
          <option key={word} value={word}>
            {name}
          </option>
        ))}
      </Select>
      <Select label={messages.revokeKeys} name="revokeKeys" defaultValue={scope?.revokeKeys ?? 'no'}>
        <option value="no">{messages.keepKeys}</option>
        <option value="yes">{messages.revoke}</option>
      </Select>
      <Button tone="quiet" busy={messages.counting}>
        {messages.preview}
      </Button>
    </form>
  );
}

import type { ActivityFilter } from '#web/audit/activity-filter';
import { staffActivityMessages } from '#web/messages/staff/activity';
import { Button, ButtonLink } from '../../ui/button';
import { Input, Select } from '../../ui/field';

const { filter: messages, actors, subjects } = staffActivityMessages;

type ActivityFilterFormProps = { filter: ActivityFilter; clearHref: string; isNarrowed: boolean };

/** A GET form: the address is the state, so it can be sent to a colleague. */
export function ActivityFilterForm({ filter, clearHref, isNarrowed }: ActivityFilterFormProps) {
  const hasMore = [filter.connection, filter.customer, filter.staff, filter.network].some(Boolean);
  return (
    <search className="mb-6 block">
      <form action="/staff/activity" method="get" className="space-y-4">
        {filter.environment === undefined ? null : (
          <input type="hidden" name="environment" value={filter.environment} />
        )}
        <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_10rem_10rem_auto]">
          <Select label={messages.actor} name="actor" defaultValue={filter.actor ?? ''}>
            <option value="">{messages.any}</option>
            {Object.entries(actors).map(([actor, label]) => (
              <option key={actor} value={actor}>
                {label}
              </option>
            ))}
          </Select>
          <Select label={messages.subject} name="subject" defaultValue={filter.subject ?? ''}>
            <option value="">{messages.everything}</option>
            {Object.entries(subjects).map(([subject, label]) => (
              <option key={subject} value={subject}>
                {label}
              </option>
            ))}
          </Select>
          <Input label={messages.from} name="from" type="date" defaultValue={filter.from ?? ''} />
          <Input label={messages.to} name="to" type="date" defaultValue={filter.to ?? ''} />
          <div className="flex gap-3 max-sm:w-full">
            <Button busy={messages.filtering}>{messages.submit}</Button>
            {isNarrowed ? <ButtonLink href={clearHref}>{messages.clear}</ButtonLink> : null}
          </div>
        </div>
        <details open={hasMore}>
          <summary className="inline-flex min-h-11 cursor-pointer items-center text-sm underline underline-offset-4 lg:min-h-0">
            {messages.more}
          </summary>
          <div className="mt-3 grid gap-4 sm:grid-cols-2">
            <Id label={messages.connection} name="connection" value={filter.connection} />
            <Id label={messages.customer} name="customer" value={filter.customer} />
            <Id label={messages.staff} name="staff" value={filter.staff} />
            <Id label={messages.network} hint={messages.networkHint} name="network" value={filter.network} />
          </div>
          <p className="mt-3 text-muted text-sm">{messages.days}</p>
        </details>
      </form>
    </search>
  );
}

type IdProps = { label: string; hint?: string; name: string; value: string | undefined };

function Id({ label, hint, name, value }: IdProps) {
  return (
    <Input
      label={label}
      hint={hint}
      name={name}
      defaultValue={value ?? ''}
      maxLength={50}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

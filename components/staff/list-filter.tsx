import type { ReactNode } from 'react';
import type { StaffFilter } from '#web/connections/staff-filter';
import { labels } from '#web/messages/labels';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import type { StaffName } from '#web/staff/people';
import { Button, ButtonLink } from '../ui/button';
import { Input, Select } from '../ui/field';
import { Icon } from '../ui/icon';

const { search: messages, filters, columns } = staffConnectionsMessages;
/** The customer is in every list. */
const { customer: _, ...optional } = columns;

type ListFilterProps = {
  filter: StaffFilter;
  staff: readonly StaffName[];
  /** The columns that are shown. */
  shown: readonly string[];
  unusedDays: number;
  /** Where everything is shown again; absent when nothing is narrowed. */
  clearHref: string | undefined;
};

/** All that the list can be asked for, as one GET form: the address is the state, so it can be sent to a colleague. */
export function ListFilter({ filter, staff, shown, unusedDays, clearHref }: ListFilterProps) {
  const { status, environment } = filter;
  return (
    <search className="mb-4 block">
      <form action="/staff/connections" method="get">
        {status === undefined ? null : <input type="hidden" name="status" value={status} />}
        {environment === undefined ? null : <input type="hidden" name="environment" value={environment} />}
        {filter.failing ? <input type="hidden" name="refresh" value="failing" /> : null}
        {filter.snoozed === undefined ? null : <input type="hidden" name="snoozed" value={filter.snoozed} />}
        <div className="flex flex-wrap items-end gap-4">
          <div className="min-w-0 grow basis-72">
            <Input
              label={messages.label}
              hint={messages.hint}
              name="q"
              type="search"
              defaultValue={filter.search}
              maxLength={120}
              autoComplete="off"
              spellCheck={false}
              dir="auto"
            />
          </div>
          <div className="basis-52 max-sm:grow">
            <Choice label={filters.sort} name="sort" value={filter.sort} options={filters.sorts} />
          </div>
          <div className="flex gap-3 max-sm:w-full">
            <Button busy={messages.searching}>{messages.submit}</Button>
            {clearHref === undefined ? null : <ButtonLink href={clearHref}>{messages.clear}</ButtonLink>}
          </div>
        </div>
        <details className="group mt-2">
          <summary className="inline-flex min-h-11 cursor-pointer list-none items-center gap-1 font-medium text-sm">
            {filters.more}
            <Icon name="chevron-down" className="size-4 group-open:rotate-180" />
          </summary>
          <div className="mt-2 rounded-md border border-line p-4">
            <MoreFilters filter={filter} staff={staff} unusedDays={unusedDays} />
            <Columns chosen={shown} />
            <Button busy={messages.searching}>{filters.apply}</Button>
          </div>
        </details>
      </form>
    </search>
  );
}

function MoreFilters({
  filter,
  staff,
  unusedDays,
}: Pick<ListFilterProps, 'filter' | 'staff' | 'unusedDays'>) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Choice
        label={filters.reason}
        name="reason"
        value={filter.reason}
        any={filters.any}
        options={filters.reasons}
      />
      <Choice
        label={filters.profile}
        name="profile"
        value={filter.profile}
        any={filters.any}
        options={labels.profileType}
      />
      <Choice
        label={filters.money}
        name="money"
        value={filter.money}
        any={filters.any}
        options={filters.moneys}
      />
      <Choice
        label={filters.match}
        name="match"
        value={filter.match}
        any={filters.any}
        options={filters.matches}
      />
      <Select label={filters.owner} name="owner" defaultValue={filter.owner ?? ''}>
        <option value="">{filters.any}</option>
        <option value="none">{filters.noOwner}</option>
        {staff.map(({ id, name, email }) => (
          <option key={id} value={id}>
            {name ?? email}
          </option>
        ))}
      </Select>
      <Day label={filters.connectedFrom} name="connected_from" value={filter.connectedFrom} />
      <Day label={filters.connectedTo} name="connected_to" value={filter.connectedTo} />
      <Day label={filters.usedFrom} name="used_from" value={filter.usedFrom} />
      <Day label={filters.usedTo} name="used_to" value={filter.usedTo} />
      <div className="flex flex-wrap gap-x-6 sm:col-span-2 lg:col-span-4">
        <Tick name="unused" value="yes" isChosen={filter.unused}>
          {filters.unused(unusedDays)}
        </Tick>
        <Tick name="note" value="yes" isChosen={filter.note}>
          {filters.note}
        </Tick>
      </div>
    </div>
  );
}

function Columns({ chosen }: { chosen: readonly string[] }) {
  return (
    <fieldset className="mt-4 mb-4">
      <legend className="font-medium text-sm">{filters.columns}</legend>
      <div className="flex flex-wrap gap-x-6">
        {Object.entries(optional).map(([column, text]) => (
          <Tick key={column} name="columns" value={column} isChosen={chosen.includes(column)}>
            {text}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

type ChoiceProps<Member extends string> = {
  label: string;
  name: string;
  value: Member | undefined;
  /** What an absent value is called; a choice without it always has a value. */
  any?: string;
  options: Readonly<Record<Member, string>>;
};

function Choice<Member extends string>({ label, name, value, any, options }: ChoiceProps<Member>) {
  return (
    <Select label={label} name={name} defaultValue={value ?? ''}>
      {any === undefined ? null : <option value="">{any}</option>}
      {Object.entries<string>(options).map(([member, text]) => (
        <option key={member} value={member}>
          {text}
        </option>
      ))}
    </Select>
  );
}

function Day({ label, name, value }: { label: string; name: string; value: string | undefined }) {
  return <Input label={label} name={name} type="date" defaultValue={value ?? ''} />;
}

type TickProps = { name: string; value: string; isChosen: boolean; children: ReactNode };

function Tick({ name, value, isChosen, children }: TickProps) {
  return (
    <label className="inline-flex min-h-11 items-center gap-2 text-sm sm:min-h-9">
      <input
        type="checkbox"
        name={name}
        value={value}
        defaultChecked={isChosen}
        className="size-6 accent-accent sm:size-4"
      />
      {children}
    </label>
  );
}

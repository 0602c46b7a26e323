import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Button, ButtonLink } from '../ui/button';
import { Input } from '../ui/field';

const messages = staffConnectionsMessages.search;

type SearchFormProps = {
  search: string;
  status: string | undefined;
  environment: string | undefined;
  /** Where everything is shown again; absent when nothing is narrowed. */
  clearHref: string | undefined;
};

/** The search as a GET form that keeps the other filters: the address is the state, so it can be sent to a colleague. */
export function SearchForm({ search, status, environment, clearHref }: SearchFormProps) {
  return (
    <search className="mb-6">
      <form action="/staff/connections" method="get" className="flex flex-wrap items-end gap-4">
        {status === undefined ? null : <input type="hidden" name="status" value={status} />}
        {environment === undefined ? null : <input type="hidden" name="environment" value={environment} />}
        <div className="min-w-0 grow basis-72">
          <Input
            label={messages.label}
            hint={messages.hint}
            name="q"
            type="search"
            defaultValue={search}
            maxLength={120}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
          />
        </div>
        <div className="flex gap-3 max-sm:w-full">
          <Button busy={messages.searching}>{messages.submit}</Button>
          {clearHref === undefined ? null : <ButtonLink href={clearHref}>{messages.clear}</ButtonLink>}
        </div>
      </form>
    </search>
  );
}

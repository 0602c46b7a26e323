import { staffCustomersMessages } from '#web/messages/staff/customers';
import { Button, ButtonLink } from '../ui/button';
import { Input } from '../ui/field';

const messages = staffCustomersMessages.search;

type CustomerSearchProps = {
  search: string;
  environment: string | undefined;
  /** Only those who asked for it are listed. */
  asksErasure: boolean;
  /** Where everybody is shown again. */
  clearHref: string;
};

/** The search as a GET form: the address is the state, so it can be sent to a colleague. */
export function CustomerSearch({ search, environment, asksErasure, clearHref }: CustomerSearchProps) {
  return (
    <search className="mb-6">
      <form action="/staff/customers" method="get" className="flex flex-wrap items-end gap-4">
        {environment === undefined ? null : <input type="hidden" name="environment" value={environment} />}
        {asksErasure ? <input type="hidden" name="erasure" value="asked" /> : null}
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
          {search === '' ? null : <ButtonLink href={clearHref}>{messages.clear}</ButtonLink>}
        </div>
      </form>
    </search>
  );
}

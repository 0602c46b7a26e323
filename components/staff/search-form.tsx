import { Button, ButtonLink } from '../ui/button';
import { Input, Select } from '../ui/field';
import { ENVIRONMENT_LABELS } from './words.ts';

type SearchFormProps = {
  search: string;
  status: string | undefined;
  environment: string | undefined;
  /** Where everything is shown again; absent when nothing is narrowed. */
  clearHref: string | undefined;
};

/** Search and environment as a GET form: the address is the state, so it can be sent to a colleague. */
export function SearchForm({ search, status, environment, clearHref }: SearchFormProps) {
  return (
    <search className="mb-6">
      <form action="/staff" method="get" className="flex flex-wrap items-end gap-4">
        {status === undefined ? null : <input type="hidden" name="status" value={status} />}
        <div className="min-w-0 grow basis-72">
          <Input
            label="Search"
            hint="Part of a customer’s name, e-mail address or subject, or of a profile’s name or number; a whole connection or customer id; or a reference that a customer quotes"
            name="q"
            type="search"
            defaultValue={search}
            maxLength={120}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
          />
        </div>
        <div className="basis-44 max-sm:grow">
          <Select label="Environment" name="environment" defaultValue={environment ?? ''}>
            <option value="">All</option>
            <option value="production">{ENVIRONMENT_LABELS.production}</option>
            <option value="sandbox">{ENVIRONMENT_LABELS.sandbox}</option>
          </Select>
        </div>
        <div className="flex gap-3 max-sm:w-full">
          <Button busy="Searching…">Search</Button>
          {clearHref === undefined ? null : <ButtonLink href={clearHref}>Clear</ButtonLink>}
        </div>
      </form>
    </search>
  );
}

import { staffBulkMessages } from '#web/messages/staff/bulk';
import { Button } from '../../ui/button';
import { Select } from '../../ui/field';
import { BULK_FORM } from './select-row';

const { bar: messages, kinds } = staffBulkMessages;

type BulkBarProps = {
  /** Of the list that is shown, without the page. */
  query: string;
  /** How many match, as the tabs say it: "1,234" or "10,000+". */
  count: string;
  colleagues: readonly { id: string; name: string | null; email: string }[];
  csrf: string;
};

/**
 * What can be done to the rows that are selected above, or to all that match. The boxes stand in the table and belong to this
 * form, so it needs no script.
 */
export function BulkBar({ query, count, colleagues, csrf }: BulkBarProps) {
  return (
    <section aria-labelledby="bulk" className="mt-8 border-line border-t pt-6" data-screen-only>
      <h2 id="bulk" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        {messages.text}{' '}
        <a href="/staff/connections/bulk" className="link">
          {messages.past}
        </a>
      </p>
      <form id={BULK_FORM} method="post" action="/staff/connections/bulk/preview" className="space-y-4">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="query" value={query} />
        <div className="grid max-w-2xl items-end gap-4 sm:grid-cols-2">
          <Select label={messages.kind} name="kind" id="bulk-kind">
            {Object.entries(kinds).map(([kind, name]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </Select>
          <Select label={messages.owner} name="owner" id="bulk-owner" hint={messages.ownerHint}>
            <option value="">{messages.nobody}</option>
            {colleagues.map(({ id, name, email }) => (
              <option key={id} value={id}>
                {name ?? email}
              </option>
            ))}
          </Select>
        </div>
        <div className="flex flex-wrap gap-3">
          <Button tone="quiet" name="of" value="selection" busy={messages.making}>
            {messages.selected}
          </Button>
          <Button tone="quiet" name="of" value="filter" busy={messages.making}>
            {messages.all(count)}
          </Button>
        </div>
      </form>
    </section>
  );
}

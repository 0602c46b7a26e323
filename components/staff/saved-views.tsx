import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Button } from '../ui/button';
import { Input } from '../ui/field';
import { Icon } from '../ui/icon';

const { views: messages } = staffConnectionsMessages;

type SavedViewsProps = {
  views: readonly { id: string; name: string; href: string }[];
  /** The address of the list that is shown, without its page. */
  current: string;
  /** The list that is shown, as the query of its address: what a new view is made of. */
  query: string;
  csrf: string;
  /** The name that was typed before, and not saved. */
  typed: string | undefined;
};

/** The person's own views, each a link to its address, and a form that names the list as it is now. */
export function SavedViews({ views, current, query, csrf, typed }: SavedViewsProps) {
  const shown = views.filter(({ href }) => href === current);
  return (
    <div className="mb-4 flex flex-wrap items-start gap-x-4 gap-y-1 text-sm">
      {views.length === 0 ? null : (
        <nav aria-label={messages.title} className="min-w-0">
          <ul className="flex flex-wrap gap-x-4">
            {views.map(({ id, name, href }) => (
              <li key={id} className="min-w-0 max-w-full">
                <a
                  href={href}
                  aria-current={href === current ? 'page' : undefined}
                  className="link inline-flex min-h-11 max-w-full items-center wrap-anywhere aria-[current]:font-semibold"
                >
                  <bdi>{name}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {shown.length === 0 ? <SaveView query={query} csrf={csrf} typed={typed} /> : null}
      {shown.map(({ id, name }) => (
        <form key={id} method="post" action="/staff/connections/views/remove" className="min-w-0 max-w-full">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="view" value={id} />
          <Button tone="quiet" busy={messages.removing} className="wrap-anywhere">
            {shown.length === 1 ? messages.remove : messages.removeOneOf(name)}
          </Button>
        </form>
      ))}
    </div>
  );
}

function SaveView({ query, csrf, typed }: Pick<SavedViewsProps, 'query' | 'csrf' | 'typed'>) {
  if (query === '') return null;
  return (
    <details className="group max-sm:w-full" open={typed !== undefined}>
      <summary className="inline-flex min-h-11 cursor-pointer list-none items-center gap-1 font-medium">
        {messages.save}
        <Icon name="chevron-down" className="size-4 group-open:rotate-180" />
      </summary>
      <form
        method="post"
        action="/staff/connections/views/save"
        className="flex flex-wrap items-end gap-3 rounded-md border border-line p-4 max-sm:*:w-full"
      >
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="query" value={query} />
        <Input
          label={messages.name}
          name="name"
          defaultValue={typed}
          required
          maxLength={60}
          autoComplete="off"
          dir="auto"
        />
        <Button busy={messages.saving}>{messages.submit}</Button>
      </form>
    </details>
  );
}

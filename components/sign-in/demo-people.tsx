import { Button } from '../ui/button';

export type DemoPerson = { name: string; email: string };

type DemoPeopleProps = {
  audience: 'customer' | 'staff';
  people: readonly DemoPerson[];
  returnTo: string;
};

/** One-click sign-in, which exists under `npm run dev` only. */
export function DemoPeople({ audience, people, returnTo }: DemoPeopleProps) {
  return (
    <section
      aria-labelledby="demo-people"
      className="mt-8 rounded-md border border-line border-dashed p-4 first:mt-0 sm:p-6"
    >
      <h2 id="demo-people" className="font-semibold">
        Demo people
      </h2>
      <p className="mt-1 text-muted text-sm">
        Only while developing: one click, no password. Production has no such sign-in.
      </p>
      <ul className="mt-4 divide-y divide-line">
        {people.map(({ name, email }) => (
          <li key={email}>
            <form
              method="post"
              action="/dev/sign-in"
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3"
            >
              <input type="hidden" name="audience" value={audience} />
              <input type="hidden" name="email" value={email} />
              <input type="hidden" name="return" value={returnTo} />
              <span className="min-w-0">
                <span className="block font-medium">{name}</span>
                <span className="block text-muted text-sm wrap-anywhere">{email}</span>
              </span>
              <Button tone="quiet" busy="Signing in…" className="max-sm:w-auto">
                Sign in<span className="sr-only"> as {name}</span>
              </Button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

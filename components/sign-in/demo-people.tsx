import { signInMessages } from '#web/messages/sign-in';
import { Button } from '../ui/button';

const messages = signInMessages.demo;

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
        {messages.title}
      </h2>
      <p className="mt-1 text-muted text-sm">{messages.text}</p>
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
              <Button tone="quiet" busy={messages.signingIn} className="max-sm:w-auto">
                {messages.signIn}
                <span className="sr-only">{messages.signInAs(name)}</span>
              </Button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  );
}

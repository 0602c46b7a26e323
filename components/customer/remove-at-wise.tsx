import { Phrase } from '#components/ui/sentence';
import { connectionMessages } from '#web/messages/customer/connection';

const messages = connectionMessages.removeAtWise;

/** How to take the permission away at Wise too: only that ends the grant there (design W6). */
export function RemoveAtWise({ partnerName, wiseUrl }: { partnerName: string; wiseUrl: string }) {
  const host = (
    <a href={wiseUrl} rel="noreferrer" className="link wrap-anywhere">
      {new URL(wiseUrl).host}
    </a>
  );
  return (
    <section aria-labelledby="remove-at-wise" className="mt-8">
      <h2 id="remove-at-wise" className="font-semibold">
        {messages.title(partnerName)}
      </h2>
      <p className="mt-2 max-w-prose text-sm leading-6">{messages.text(partnerName)}</p>
      <ol className="mt-2 max-w-prose list-decimal space-y-1 pl-5 text-sm leading-6 marker:text-muted">
        <li>
          <Phrase parts={messages.signInAt(host)} />
        </li>
        <li>{messages.settings}</li>
        <li>{messages.remove(partnerName)}</li>
      </ol>
    </section>
  );
}

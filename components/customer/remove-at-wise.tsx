/** How to take the permission away at Wise too: only that ends the grant there (design W6). */
export function RemoveAtWise({ partnerName, wiseUrl }: { partnerName: string; wiseUrl: string }) {
  const { host } = new URL(wiseUrl);
  return (
    <section aria-labelledby="remove-at-wise" className="mt-8">
      <h2 id="remove-at-wise" className="font-semibold">
        Remove {partnerName} from your Wise account too
      </h2>
      <p className="mt-2 max-w-prose text-sm leading-6">
        Disconnecting here does not take {partnerName} off the list of connected apps in your Wise account.
        Removing it there ends your consent at Wise. If you have other connections with {partnerName} under
        the same Wise account, they may end too.
      </p>
      <ol className="mt-2 max-w-prose list-decimal space-y-1 pl-5 text-sm leading-6 marker:text-muted">
        <li>
          Sign in at{' '}
          <a href={wiseUrl} rel="noreferrer" className="link wrap-anywhere">
            {host}
          </a>
          .
        </li>
        <li>Open the settings and look for your connected apps.</li>
        <li>If {partnerName} is listed, remove it.</li>
      </ol>
    </section>
  );
}

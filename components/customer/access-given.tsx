import { Card } from '#components/ui/card';
import { type Description, DescriptionList } from '#components/ui/description-list';
import { connectionMessages } from '#web/messages/customer/connection';

const { access: messages } = connectionMessages;

type AccessGivenProps = {
  partnerName: string;
  /** In the partner's own words, as before connecting. */
  purpose: string | undefined;
  access: readonly string[];
  privacyUrl: string | undefined;
};

/** What the customer has agreed to, for as long as it lasts: why, what, until when (design 4.23). */
export function AccessGiven({ partnerName, purpose, access, privacyUrl }: AccessGivenProps) {
  const items: Description[] = [
    ...(purpose === undefined ? [] : [{ term: messages.purpose, value: purpose }]),
    { term: messages.kinds, value: access.length === 0 ? messages.asAtWise : <Kinds access={access} /> },
    { term: messages.until, value: messages.untilText },
  ];
  return (
    <Card aria-labelledby="access" className="mt-4">
      <h2 id="access" className="mb-4 font-semibold">
        {messages.title(partnerName)}
      </h2>
      <DescriptionList items={items} />
      {privacyUrl === undefined ? null : (
        <p className="mt-2">
          <a href={privacyUrl} rel="noopener" className="link inline-flex min-h-11 items-center text-sm">
            {messages.privacy}
          </a>
        </p>
      )}
    </Card>
  );
}

function Kinds({ access }: Pick<AccessGivenProps, 'access'>) {
  return (
    <ul className="space-y-1">
      {access.map((kind) => (
        <li key={kind}>{kind}</li>
      ))}
    </ul>
  );
}

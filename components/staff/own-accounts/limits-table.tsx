import type { PersonalTokenLimit, PersonalTokenUse } from '#lib/contract/personal-token-limits';
import { ownAccountsMessages } from '#web/messages/staff/own-accounts';
import { Card } from '../../ui/card';
import { Table, TableCell, TableHead } from '../../ui/table';

const { limits: messages } = ownAccountsMessages;

type Limits = Readonly<Record<PersonalTokenUse, PersonalTokenLimit>>;
type LimitsTableProps = {
  uses: readonly PersonalTokenUse[];
  /** In the countries that Wise names, and everywhere else. */
  inCountries: Limits;
  elsewhere: Limits;
};

/** What Wise lets a personal token do, by the country of its account. */
export function LimitsTable({ uses, inCountries, elsewhere }: LimitsTableProps) {
  return (
    <Card aria-labelledby="limits" className="mt-8">
      <h2 id="limits" className="font-semibold text-lg">
        {messages.title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-muted">{messages.lead}</p>
      <Table caption={messages.caption}>
        <thead>
          <tr>
            <TableHead>{messages.use}</TableHead>
            <TableHead wraps>{messages.inCountries}</TableHead>
            <TableHead wraps>{messages.elsewhere}</TableHead>
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={use}>
              <th scope="row" className="border-line border-t px-4 py-3 text-left align-top font-normal">
                {messages.uses[use]}
              </th>
              <TableCell>{messages.words[inCountries[use]]}</TableCell>
              <TableCell>{messages.words[elsewhere[use]]}</TableCell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

import type { MoneyState } from '#lib/contract/standings';
import type { StaffConnection } from '#web/connections/staff-detail';
import { moneyMessages } from '#web/messages/money';
import { Badge, type Tone } from '../ui/badge';
import { Card } from '../ui/card';
import { Sentence } from '../ui/sentence';

const { staff: messages } = moneyMessages;

const TONES: Record<MoneyState, Tone> = { no_restriction_known: 'info', limited: 'warn', blocked: 'bad' };

/** Beside the status, and never in place of it (W16); nothing while no restriction is known. */
export function MoneyBadge({ state }: { state: MoneyState }) {
  if (state === 'no_restriction_known') return null;
  return <Badge tone={TONES[state]}>{messages.label(state)}</Badge>;
}

/** What Wise has told about the user and the profile of one connection. */
export function MoneyFacts({
  connection: { money, canVerify },
  timeZone,
}: {
  connection: Pick<StaffConnection, 'money' | 'canVerify'>;
  timeZone: string;
}) {
  return (
    <Card aria-labelledby="facts-money">
      <h2 id="facts-money" className="mb-4 font-semibold text-lg">
        {messages.title}
      </h2>
      <Badge tone={TONES[money.state]}>{messages.states[money.state]}</Badge>
      <ul className="mt-3 space-y-2 text-sm leading-6">
        {money.reasons.map(({ code, since, dueAt }) => (
          <li key={`${code} ${since.getTime()}`}>
            {messages.reasons[code]}
            <span className="block text-muted">
              <Sentence
                parts={[...messages.since(since), ...(dueAt === null ? [] : messages.due(dueAt))]}
                timeZone={timeZone}
              />
            </span>
          </li>
        ))}
      </ul>
      {canVerify ? <p className="mt-3 text-sm leading-6">{messages.customerCanFinish}</p> : null}
      <p className="mt-3 text-muted text-sm">{messages.note}</p>
    </Card>
  );
}

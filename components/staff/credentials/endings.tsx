import type { Ending } from '#web/credentials/ends';
import { labels } from '#web/messages/labels';
import { staffCredentialsMessages } from '#web/messages/staff/credentials';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { CardHead, CardRow, Table, TableCell, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { Command } from './command';

const { ends: messages } = staffCredentialsMessages;

const TONES: Record<Ending['state'], Tone> = { over: 'bad', urgent: 'bad', soon: 'warn', later: 'neutral' };

type EndingsProps = { endings: readonly Ending[]; timeZone: string };

/** Everything that ends by itself, what ends first before the rest: what ends soon is a list of its own, which Home counts. */
export function Endings({ endings, timeZone }: EndingsProps) {
  const soon = endings.filter(({ state }) => state !== 'later');
  const later = endings.filter(({ state }) => state === 'later');
  return (
    <section aria-labelledby="expires" className="mb-10">
      <h2 id="expires" className="mb-4 font-semibold text-lg">
        {messages.heading}
      </h2>
      {endings.length === 0 ? <p className="text-muted">{messages.nothing}</p> : null}
      {endings.length > 0 ? (
        <div id="soon" className="scroll-mt-4">
          <h3 className="mb-2 font-medium">{messages.soon}</h3>
          {soon.length === 0 ? (
            <p className="text-muted">{messages.none}</p>
          ) : (
            <EndingTable caption={messages.soon} endings={soon} timeZone={timeZone} />
          )}
        </div>
      ) : null}
      {later.length === 0 ? null : (
        <div className="mt-6">
          <h3 className="mb-2 font-medium">{messages.later}</h3>
          <EndingTable caption={messages.later} endings={later} timeZone={timeZone} />
        </div>
      )}
    </section>
  );
}

function EndingTable({ caption, endings, timeZone }: EndingsProps & { caption: string }) {
  const { columns } = messages;
  return (
    <Table caption={caption}>
      <thead className="max-lg:sr-only">
        <tr>
          <TableHead>{columns.what}</TableHead>
          <TableHead>{columns.at}</TableHead>
          <TableHead>{columns.left}</TableHead>
          <TableHead>{columns.next}</TableHead>
        </tr>
      </thead>
      <tbody className="max-lg:block max-lg:divide-y max-lg:divide-line">
        {endings.map((ending) => (
          <Row
            key={`${ending.kind} ${ending.environment} ${ending.name}`}
            ending={ending}
            timeZone={timeZone}
          />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ ending, timeZone }: { ending: Ending; timeZone: string }) {
  const { kind, name, environment, at, daysLeft, state } = ending;
  const step = messages.steps[kind](environment ?? '');
  return (
    <CardRow>
      <CardHead>
        <span className="flex flex-wrap items-center gap-2">
          {messages.endings[kind]}
          {environment === 'sandbox' ? <Tag>{labels.environment.sandbox}</Tag> : null}
        </span>
        <bdi className="block text-muted wrap-anywhere">{name}</bdi>
      </CardHead>
      <TableCell className={STACKED}>
        <Time at={at} timeZone={timeZone} />
      </TableCell>
      <TableCell className={STACKED}>
        <Badge tone={TONES[state]} {...(state === 'later' ? { icon: 'clock' as const } : {})}>
          {state === 'over' ? messages.over : messages.days(daysLeft)}
        </Badge>
      </TableCell>
      <TableCell className={STACKED}>
        {step === '' ? messages.replaceFile : <Command text={step} />}
      </TableCell>
    </CardRow>
  );
}

/** On a phone a row is a card. */
const STACKED = 'max-lg:block max-lg:border-0 max-lg:px-0 max-lg:pt-2 max-lg:pb-0';

import type { Deadline } from '#lib/deadlines/deadlines-of';
import { labels } from '#web/messages/labels';
import { staffCredentialsMessages } from '#web/messages/staff/credentials';
import { Badge, Tag, type Tone } from '../../ui/badge';
import { CardColumns, CardHead, CardRow, CardRows, Table, TableCell, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { Command } from './command';

const { ends: messages } = staffCredentialsMessages;

const TONES: Record<Deadline['state'], Tone> = {
  over: 'bad',
  urgent: 'bad',
  soon: 'warn',
  later: 'neutral',
  unknown: 'neutral',
};

type EndingsProps = { endings: readonly Deadline[]; timeZone: string };

/**
 * Everything that ends by itself, what ends first before the rest: what ends soon is a list of its own, which Home counts,
 * and so is what Wise sets a date for, also where that is past.
 */
export function Endings({ endings, timeZone }: EndingsProps) {
  const own = endings.filter(({ isOfWise }) => !isOfWise);
  const soon = own.filter(({ state }) => state !== 'later' && state !== 'unknown');
  const later = own.filter((each) => !soon.includes(each));
  const ofWise = endings.filter(({ isOfWise }) => isOfWise);
  return (
    <section aria-labelledby="expires" className="mb-10">
      <h2 id="expires" className="mb-4 font-semibold text-lg">
        {messages.heading}
      </h2>
      {own.length === 0 ? <p className="text-muted">{messages.nothing}</p> : null}
      {own.length > 0 ? (
        <div id="soon" className="scroll-mt-4">
          <h3 className="mb-2 font-medium">{messages.soon}</h3>
          {soon.length === 0 ? (
            <p className="text-muted">{messages.none}</p>
          ) : (
            <EndingTable caption={messages.soon} endings={soon} timeZone={timeZone} />
          )}
        </div>
      ) : null}
      <More heading={messages.later} endings={later} timeZone={timeZone} />
      <More heading={messages.ofWise} endings={ofWise} timeZone={timeZone} />
    </section>
  );
}

function More({ heading, endings, timeZone }: EndingsProps & { heading: string }) {
  if (endings.length === 0) return null;
  return (
    <div className="mt-6">
      <h3 className="mb-2 font-medium">{heading}</h3>
      <EndingTable caption={heading} endings={endings} timeZone={timeZone} />
    </div>
  );
}

function EndingTable({ caption, endings, timeZone }: EndingsProps & { caption: string }) {
  const { columns } = messages;
  return (
    <Table caption={caption}>
      <CardColumns>
        <TableHead>{columns.what}</TableHead>
        <TableHead>{columns.at}</TableHead>
        <TableHead>{columns.left}</TableHead>
        <TableHead>{columns.next}</TableHead>
      </CardColumns>
      <CardRows>
        {endings.map((ending) => (
          <Row
            key={`${ending.kind} ${ending.environment} ${ending.name}`}
            ending={ending}
            timeZone={timeZone}
          />
        ))}
      </CardRows>
    </Table>
  );
}

function Row({ ending, timeZone }: { ending: Deadline; timeZone: string }) {
  const { kind, name, environment, at, why, toDo } = ending;
  const command = messages.commands[kind]?.(environment ?? '');
  return (
    <CardRow>
      <CardHead>
        <span className="flex flex-wrap items-center gap-2">
          {messages.kinds[kind]}
          {environment === 'sandbox' ? <Tag>{labels.environment.sandbox}</Tag> : null}
        </span>
        <bdi className="block text-muted wrap-anywhere">{name}</bdi>
      </CardHead>
      <TableCell className={STACKED}>
        {at === null ? <span className="text-muted">{why}</span> : <Time at={at} timeZone={timeZone} />}
      </TableCell>
      <TableCell className={STACKED}>
        <Left {...ending} />
      </TableCell>
      <TableCell className={STACKED}>
        <p className="mb-1">{toDo}</p>
        {command === undefined ? null : <Command text={command} />}
      </TableCell>
    </CardRow>
  );
}

/** A date of Wise's that has passed is nothing to be alarmed about; a version that is gone is. */
function Left({ state, daysLeft, isOfWise }: Deadline) {
  const isQuiet = isOfWise && daysLeft !== null && state !== 'urgent';
  const tone = isQuiet ? 'neutral' : TONES[state];
  return (
    <Badge tone={tone} {...(tone === 'neutral' ? { icon: 'clock' as const } : {})}>
      {leftText(state, daysLeft, isOfWise)}
    </Badge>
  );
}

function leftText(state: Deadline['state'], daysLeft: number | null, isOfWise: boolean): string {
  if (daysLeft === null) return state === 'over' ? messages.gone : messages.noDate;
  if (state === 'over') return isOfWise ? messages.past : messages.over;
  return messages.days(daysLeft);
}

/** On a phone a row is a card. */
const STACKED = 'max-lg:block max-lg:border-0 max-lg:px-0 max-lg:pt-2 max-lg:pb-0';

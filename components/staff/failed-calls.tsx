import type { FailedCall } from '#lib/contract/support-packets';
import { staffFailedCallMessages as messages } from '#web/messages/staff/failed-calls';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../ui/table';
import { Time } from '../ui/time';

const { columns } = messages;

type FailedCallsProps = { calls: readonly FailedCall[]; path: string; csrf: string; timeZone: string };

/** What failed at Wise for a connection, and the file that goes to Wise's support. */
export function FailedCalls({ calls, path, csrf, timeZone }: FailedCallsProps) {
  return (
    <section aria-labelledby="failed-calls" className="pt-6">
      <h2 id="failed-calls" className="mb-2 font-semibold text-lg">
        {messages.title}
      </h2>
      {calls.length === 0 ? (
        <p className="text-muted text-sm leading-6">{messages.none}</p>
      ) : (
        <>
          <p className="text-sm leading-6">{messages.lead}</p>
          <details className="group">
            <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 py-2 font-medium text-sm">
              <Icon name="chevron-right" className="text-muted group-open:rotate-90" />
              {messages.show(calls.length)}
            </summary>
            <Calls calls={calls} timeZone={timeZone} />
          </details>
          <form method="post" action={`${path}/support-packet`} className="mt-4">
            <input type="hidden" name="csrf" value={csrf} />
            <Button tone="quiet" busy={messages.downloading} busyForMs={5_000}>
              {messages.download}
            </Button>
          </form>
          <p className="mt-2 text-muted text-sm leading-6">{messages.privacy}</p>
        </>
      )}
    </section>
  );
}

function Calls({ calls, timeZone }: Pick<FailedCallsProps, 'calls' | 'timeZone'>) {
  return (
    <Table caption={messages.caption}>
      <CardColumns>
        <TableHead>{columns.call}</TableHead>
        <TableHead>{columns.answer}</TableHead>
        <TableHead>{columns.trace}</TableHead>
        <TableHead>{columns.count}</TableHead>
        <TableHead>{columns.at}</TableHead>
      </CardColumns>
      <CardRows>
        {calls.map((call) => (
          <CardRow key={`${call.kind} ${call.method} ${call.path} ${call.status} ${call.problem}`}>
            <CardHead>
              <span className="block">{messages.kinds[call.kind]}</span>
              <bdi className="font-normal text-muted wrap-anywhere">
                {call.method} {call.path}
              </bdi>
            </CardHead>
            <CardCell label={columns.answer}>
              {call.status ?? messages.noAnswer} {call.problem}
            </CardCell>
            <CardCell label={columns.trace}>
              <bdi className="select-all wrap-anywhere">{call.wise_trace_id ?? messages.noTrace}</bdi>
            </CardCell>
            <CardCell label={columns.count}>{call.count}</CardCell>
            <CardCell label={columns.at}>
              <Time at={call.last_at} timeZone={timeZone} />
            </CardCell>
          </CardRow>
        ))}
      </CardRows>
    </Table>
  );
}

import type { ReadinessCheck, ReadinessState, Readiness as Report } from '#lib/contract/readiness';
import { staffReadinessMessages as messages } from '#web/messages/staff/readiness';
import { textOf } from '#web/messages/staff/readiness-report';
import { Badge, type Tone } from '../../ui/badge';
import { Button, ButtonLink } from '../../ui/button';
import { Notice, type NoticeTone } from '../../ui/notice';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';
import { Command } from './command';

const TONES: Record<ReadinessState, Tone> = {
  ok: 'good',
  attention: 'warn',
  failed: 'bad',
  unknown: 'neutral',
};

type ReadinessProps = {
  report: Report;
  /** Which of the values seen are instants. */
  times: ReadonlySet<string>;
  timeZone: string;
  csrf: string;
};

/** Whether an environment can go live: a verdict, a line for each check, and what mends it. */
export function Readiness({ report, times, timeZone, csrf }: ReadinessProps) {
  const { environment, checks, measuredAt } = report;
  return (
    <>
      <Verdict checks={checks} />
      <p className="mt-2 mb-6 text-muted text-sm">
        <Phrase parts={messages.measured(<Time at={new Date(measuredAt)} timeZone={timeZone} />)} />
      </p>
      <section aria-label={messages.list} className="rounded-md border border-line bg-surface shadow-faint">
        <ul className="divide-y divide-line">
          {checks.map((check) => (
            <Check
              key={`${check.id} ${check.seen.map(({ value }) => value).join(' ')}`}
              check={check}
              environment={environment}
              times={times}
              timeZone={timeZone}
            />
          ))}
        </ul>
      </section>
      <div className="mt-6 flex flex-wrap gap-3">
        <form method="post" action="/staff/credentials/readiness/export">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="environment" value={environment} />
          <Button tone="quiet" busy={messages.downloading} busyForMs={5_000}>
            {messages.download}
          </Button>
        </form>
        <ButtonLink href={`/staff/credentials/readiness?environment=${environment}`}>
          {messages.measureAgain}
        </ButtonLink>
      </div>
    </>
  );
}

function Verdict({ checks }: { checks: readonly ReadinessCheck[] }) {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const open = checks.filter(({ state }) => state === 'attention' || state === 'unknown').length;
  const [tone, title] = ((): [NoticeTone, string] => {
    if (failed > 0) return ['bad', messages.verdict.failed(failed)];
    return open > 0 ? ['warn', messages.verdict.open(open)] : ['good', messages.verdict.ready];
  })();
  return <Notice tone={tone} title={title} />;
}

type CheckProps = {
  check: ReadinessCheck;
  environment: string;
  times: ReadonlySet<string>;
  timeZone: string;
};

function Check({ check, environment, times, timeZone }: CheckProps) {
  const { title, says, act, command } = textOf(check);
  return (
    <li className="grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[12rem_1fr] sm:px-6">
      <div>
        <h2 className="font-medium">{title}</h2>
        <Badge tone={TONES[check.state]} {...(check.state === 'unknown' ? { icon: 'info' as const } : {})}>
          {messages.states[check.state]}
        </Badge>
      </div>
      <div className="min-w-0 space-y-2 leading-6">
        <p>{says}</p>
        {check.seen.length === 0 ? null : (
          <dl className="text-muted text-sm leading-6">
            {check.seen.map(({ name, value }) => (
              <div key={name}>
                <dt className="inline">{messages.seen[name]}: </dt>
                <dd className="inline wrap-anywhere">
                  {times.has(name) ? (
                    <Time at={new Date(value)} timeZone={timeZone} />
                  ) : (
                    <bdi className="select-all">{value}</bdi>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
        {act === undefined ? null : <p>{act}</p>}
        {command === undefined ? null : <Command text={command(environment)} />}
      </div>
    </li>
  );
}

import type { ReactNode } from 'react';
import type { IncidentStep, IncidentStepState, ReleasePercent } from '#lib/contract/incidents';
import type { IncidentView, StepView } from '#web/incidents/incidents';
import { LOCALE } from '#web/messages/language';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { AutoRefresh } from '../../ui/auto-refresh';
import { Badge, type Tone } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { Card } from '../../ui/card';
import { Time } from '../../ui/time';
import { byName } from './by-name.ts';
import { ConcludeForm, ReleaseWaveForm, StartRefreshForm } from './step-forms';

const { incident: messages } = guidedIncidentMessages;
const NUMBER = new Intl.NumberFormat(LOCALE);

const TONES: Record<IncidentStepState, Tone> = {
  open: 'warn',
  running: 'info',
  done: 'good',
  not_needed: 'neutral',
};

type StepsProps = {
  incident: IncidentView;
  timeZone: string;
  /** Undefined: this role takes no step, or the incident is closed. */
  csrf: string | undefined;
  textMaxLength: number;
  /** What whoever looks had typed into the form of a step. */
  typed: (step: IncidentStep) => Readonly<Record<string, string>>;
  /** What the form of this step came to. */
  said: { at: string | undefined; notice: ReactNode };
};

/** The steps of an incident in their order, each with its state, its proof and, for admins, what to do. */
export function IncidentSteps({ incident, timeZone, csrf, textMaxLength, typed, said }: StepsProps) {
  return (
    <section aria-labelledby="steps">
      <h2 id="steps" className="mb-4 font-semibold text-xl">
        {messages.steps}
      </h2>
      {incident.steps.some(({ state, step }) => state === 'running' && step !== 'release') ? (
        <AutoRefresh seconds={5} />
      ) : null}
      <ol className="space-y-4">
        {incident.steps.map((step) => (
          <li key={step.step} id={step.step} className="scroll-mt-6">
            <Card>
              {said.at === step.step ? said.notice : null}
              <StepHead
                step={step}
                timeZone={timeZone}
                releasedPercent={incident.holdReleasedAt === null ? incident.releasedPercent : 100}
              />
              {csrf === undefined ? null : (
                <StepActs
                  incident={incident}
                  step={step}
                  csrf={csrf}
                  textMaxLength={textMaxLength}
                  typed={typed(step.step)}
                />
              )}
            </Card>
          </li>
        ))}
      </ol>
    </section>
  );
}

type StepHeadProps = { step: StepView; timeZone: string; releasedPercent: number };

function StepHead({ step, timeZone, releasedPercent }: StepHeadProps) {
  const { title, text } = messages.texts[step.step];
  return (
    <>
      <div className="mb-2 flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <h3 className="font-semibold text-lg">{messages.step(step.place, title)}</h3>
        <Badge tone={TONES[step.state]}>{messages.states[step.state]}</Badge>
      </div>
      <p className="max-w-prose text-muted text-sm leading-6">{text}</p>
      <Progress step={step} releasedPercent={releasedPercent} />
      {step.proof === null ? null : (
        <p className="mt-3 whitespace-pre-wrap text-sm leading-6">
          <Bidi text={step.proof} />
        </p>
      )}
      {step.by === null && step.state === 'open' ? null : (
        <p className="mt-2 text-muted text-sm">
          <Time at={step.changedAt} timeZone={timeZone} />
          {step.by === null ? null : (
            <>
              {' '}
              <Bidi text={messages.by(byName(step.by))} />
            </>
          )}
        </p>
      )}
    </>
  );
}

/** How far the vault is. What is released is the hold's own to say: placed again, it is in force for everybody. */
function Progress({
  step: { step, state, done, total, facts },
  releasedPercent,
}: Omit<StepHeadProps, 'timeZone'>) {
  if (step === 'release')
    return releasedPercent > 0 ? <Line text={messages.percent(releasedPercent)} /> : null;
  if (step === 'sessions' || step === 'api_keys')
    return state === 'not_needed' ? null : <Line text={messages.counts[step](NUMBER.format(done))} />;
  if (total === null) return null;
  const left = Number(facts.notRefreshed ?? 0);
  return (
    <>
      <progress
        className="mt-3 block w-full max-w-prose"
        value={done}
        max={Math.max(total, 1)}
        aria-hidden="true"
      />
      <Line text={messages.progress(NUMBER.format(done), NUMBER.format(total))} />
      {left > 0 ? <Line text={messages.notRefreshed(NUMBER.format(left))} /> : null}
    </>
  );
}

const Line = ({ text }: { text: string }) => <p className="mt-1 text-sm tabular-nums">{text}</p>;

const isOpen = ({ state }: StepView) => state === 'open' || state === 'running';

/** Shares that are more than what is released. A hold on an API key can only be released as a whole. */
function percentsLeft({ scope, releasedPercent }: IncidentView): ReleasePercent[] {
  const least = scope === 'api_key' ? 99 : releasedPercent;
  return (['10', '50', '100'] as const).filter((percent) => Number(percent) > least);
}

type ActsProps = {
  incident: IncidentView;
  step: StepView;
  csrf: string;
  textMaxLength: number;
  typed: Readonly<Record<string, string>>;
};

function StepActs({ incident, step, csrf, textMaxLength, typed }: ActsProps) {
  const isConcluded = !isOpen(step);
  const props = { incidentId: incident.id, csrf, textMaxLength, typed, isConcluded };
  switch (step.step) {
    case 'hold':
    case 'sessions':
    case 'api_keys':
      return null;
    case 'release':
      if (incident.holdReleasedAt !== null) return null;
      return incident.steps.some((other) => other.step !== 'release' && isOpen(other)) ? (
        <p className="mt-3 text-sm">{messages.release.notYet}</p>
      ) : (
        <ReleaseWaveForm {...props} percents={percentsLeft(incident)} />
      );
    case 'refresh':
      return (
        <>
          {step.state === 'running' ? null : (
            <StartRefreshForm incidentId={incident.id} csrf={csrf} isConcluded={isConcluded} />
          )}
          <ConcludeForm {...props} step={step.step} />
        </>
      );
    default:
      return <ConcludeForm {...props} step={step.step} />;
  }
}

import type { ReactNode } from 'react';
import type { IncidentStep, ReleasePercent } from '#lib/contract/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Button } from '../../ui/button';
import { Select, Textarea } from '../../ui/field';
import { StepUpForm } from '../step-up-form';

const { incident: messages } = guidedIncidentMessages;

type FormProps = {
  incidentId: string;
  csrf: string;
  textMaxLength: number;
  /** What its writer had typed before. */
  typed: Typed;
};
type Typed = Readonly<Record<string, string>>;
/** A step that is concluded can be taken, or said otherwise, once more. */
type StepFormProps = FormProps & { isConcluded: boolean };

/** Has every grant in scope refreshed once. */
export function StartRefreshForm({
  incidentId,
  csrf,
  isConcluded,
}: Pick<StepFormProps, 'incidentId' | 'csrf' | 'isConcluded'>) {
  return (
    <form method="post" action={`/staff/incidents/${incidentId}/step`} className="mt-4" data-screen-only>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="act" value="refresh" />
      <Button tone="quiet" busy={messages.starting}>
        {isConcluded ? messages.repeatRefresh : messages.startRefresh}
      </Button>
    </form>
  );
}

const SUMMARY = 'link inline-flex min-h-11 cursor-pointer items-center text-sm';

/** Says of a step what was done and where the proof is. */
export function ConcludeForm({
  incidentId,
  csrf,
  step,
  textMaxLength,
  typed,
  isConcluded,
}: StepFormProps & { step: IncidentStep }) {
  return (
    <details className="mt-2" open={typed.proof !== undefined} data-screen-only>
      <summary className={SUMMARY}>
        {isConcluded ? messages.concludeAgain : messages.conclude}
        <span className="sr-only">: {messages.texts[step].title}</span>
      </summary>
      <form method="post" action={`/staff/incidents/${incidentId}/step`} className="max-w-prose space-y-4">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="act" value="conclude" />
        <input type="hidden" name="step" value={step} />
        <Select label={messages.as} name="as" id={`as-${step}`} defaultValue={typed.as}>
          <option value="done">{messages.asOptions.done}</option>
          <option value="not_needed">{messages.asOptions.not_needed}</option>
        </Select>
        <Textarea
          id={`proof-${step}`}
          label={messages.proof}
          hint={messages.proofHint}
          name="proof"
          defaultValue={typed.proof}
          required
          maxLength={textMaxLength}
        />
        <Button tone="quiet" busy={messages.saving}>
          {messages.save}
        </Button>
      </form>
    </details>
  );
}

/** Gives one of these shares of the connections back, approved with a passkey. */
export function ReleaseWaveForm({
  incidentId,
  csrf,
  textMaxLength,
  typed,
  percents,
}: FormProps & { percents: readonly ReleasePercent[] }) {
  const { release } = messages;
  return (
    <details className="mt-2" open={typed.reason !== undefined} data-screen-only>
      <summary className={SUMMARY}>{release.open}</summary>
      <StepUpForm
        action={`/staff/incidents/${incidentId}/wave`}
        csrf={csrf}
        act={{ act: 'incident.release', incidentId }}
        fields={['percent', 'reason']}
        className="max-w-prose space-y-4"
      >
        <Select label={release.percent} name="percent" defaultValue={typed.percent}>
          {percents.map((percent) => (
            <option key={percent} value={percent}>
              {release.options[percent]}
            </option>
          ))}
        </Select>
        <Textarea
          id="reason-release"
          label={release.reason}
          hint={messages.proofHint}
          name="reason"
          defaultValue={typed.reason}
          required
          maxLength={textMaxLength}
        />
        <Button tone="danger" busy={release.busy}>
          {release.submit}
        </Button>
      </StepUpForm>
    </details>
  );
}

/** Closes the incident; its report is signed. */
export function CloseForm({ incidentId, csrf, textMaxLength, typed, said }: FormProps & { said: ReactNode }) {
  const { close } = messages;
  return (
    <section id="close" aria-labelledby="close-title" className="mt-10 scroll-mt-6" data-screen-only>
      <h2 id="close-title" className="mb-2 font-semibold text-xl">
        {close.title}
      </h2>
      {said}
      <p className="mb-4 max-w-prose text-muted text-sm leading-6">{close.text}</p>
      <StepUpForm
        action={`/staff/incidents/${incidentId}/close`}
        csrf={csrf}
        act={{ act: 'incident.close', incidentId }}
        fields={['reason']}
        className="max-w-prose space-y-4"
      >
        <Textarea
          id="reason-close"
          label={close.reason}
          hint={messages.proofHint}
          name="reason"
          defaultValue={typed.reason}
          required
          maxLength={textMaxLength}
        />
        <Button busy={close.busy}>{close.submit}</Button>
      </StepUpForm>
    </section>
  );
}

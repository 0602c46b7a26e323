import type { IncidentView } from '#web/incidents/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Bidi } from '../../ui/bidi';
import { DescriptionList } from '../../ui/description-list';
import { CardCell, CardColumns, CardHead, CardRow, CardRows, Table, TableHead } from '../../ui/table';
import { Time } from '../../ui/time';
import { byName } from './by-name.ts';

const { incident, report: messages } = guidedIncidentMessages;

type ReportViewProps = {
  view: IncidentView;
  keyId: string;
  summary: string;
  closedBy: string;
  timeZone: string;
};

/** The steps as a table, what was found, and how the signed file is verified. */
export function ReportView({ view, keyId, summary, closedBy, timeZone }: ReportViewProps) {
  return (
    <>
      <section className="mb-10">
        <h2 className="mb-4 font-semibold text-xl">{incident.steps}</h2>
        <Table caption={incident.steps}>
          <CardColumns>
            {[messages.step, messages.at, messages.who, messages.proof].map((name) => (
              <TableHead key={name}>{name}</TableHead>
            ))}
          </CardColumns>
          <CardRows>
            {view.steps.map((step) => (
              <CardRow key={step.step}>
                <CardHead>
                  {incident.step(step.place, incident.texts[step.step].title)}
                  <span className="block text-muted">{incident.states[step.state]}</span>
                </CardHead>
                <CardCell label={messages.at}>
                  <Time at={step.changedAt} timeZone={timeZone} />
                </CardCell>
                <CardCell label={messages.who} className="wrap-anywhere">
                  {step.by === null ? incident.vault : <Bidi text={byName(step.by)} />}
                </CardCell>
                <CardCell label={messages.proof} className="whitespace-pre-wrap wrap-anywhere">
                  {step.proof === null ? '–' : <Bidi text={step.proof} />}
                </CardCell>
              </CardRow>
            ))}
          </CardRows>
        </Table>
      </section>
      <section aria-labelledby="found">
        <h2 id="found" className="mb-4 font-semibold text-xl">
          {messages.summary}
        </h2>
        <p className="mb-6 max-w-prose whitespace-pre-wrap">
          <Bidi text={summary} />
        </p>
        <DescriptionList
          items={[
            { term: messages.closedBy, value: <Bidi text={byName(closedBy)} /> },
            { term: messages.key, value: <Bidi text={keyId} /> },
            {
              term: messages.signature,
              value: (
                <>
                  {messages.signatureText}
                  <code className="mt-1 block text-sm wrap-anywhere">{messages.verify(view.id)}</code>
                </>
              ),
            },
          ]}
        />
      </section>
    </>
  );
}

import type { ReactNode } from 'react';
import type { EndpointBegin } from '#lib/contract/endpoint-acts';
import { staffEndpointMessages } from '#web/messages/staff/endpoints';
import type { EventEndpoint } from '#web/webhooks/endpoints';
import { Button, type ButtonTone } from '../../ui/button';
import { Card } from '../../ui/card';
import { Select } from '../../ui/field';
import { FoldedAct } from '../folded-act';
import { StepUpForm } from '../step-up-form';

const messages = staffEndpointMessages.acts;
/** What of the act is chosen in the form. */
const CHOSEN = ['begin'];
/** First what loses nothing, also of what happens while the page is looked at. */
const ENDPOINT_BEGINS = ['missed', 'now'] as const satisfies EndpointBegin[];

type EndpointActsProps = {
  endpoint: EventEndpoint;
  /** Undefined: this role only looks. */
  csrf: string | undefined;
};

/** What can be done with an endpoint as it is. The vault decides again. */
export function EndpointActs({ endpoint, csrf }: EndpointActsProps) {
  return (
    <Card aria-labelledby="acts" className="self-start">
      <h2 id="acts" className="mb-4 font-semibold text-lg">
        {messages.title}
      </h2>
      {csrf === undefined ? (
        <p className="text-muted text-sm">{messages.viewOnly}</p>
      ) : (
        <div className="divide-y divide-line">
          {endpoint.state === 'enabled' || endpoint.state === 'failing' ? (
            <OfEnabled endpoint={endpoint} csrf={csrf} />
          ) : (
            <Enable endpoint={endpoint} csrf={csrf} />
          )}
        </div>
      )}
    </Card>
  );
}

type ActProps = { endpoint: EventEndpoint; csrf: string };

const actionOf = ({ id }: EventEndpoint) => `/staff/webhooks/endpoints/${id}/act`;

function OfEnabled({ endpoint, csrf }: ActProps) {
  const { test, replay, disable } = messages;
  const plain = { action: actionOf(endpoint), csrf };
  return (
    <>
      <FoldedAct texts={test}>
        <PlainForm name="event_endpoint.test" texts={test} {...plain} />
      </FoldedAct>
      <FoldedAct texts={replay}>
        <PlainForm name="event_endpoint.replay" texts={replay} {...plain}>
          <Select label={replay.label} name="hours" defaultValue="24">
            {Object.entries(replay.hours).map(([hours, name]) => (
              <option key={hours} value={hours}>
                {name}
              </option>
            ))}
          </Select>
        </PlainForm>
      </FoldedAct>
      <FoldedAct texts={disable}>
        <StepUpForm
          {...plain}
          act={{ act: 'event_endpoint.disable', endpointId: endpoint.id }}
          className="space-y-4"
        >
          <Submit name="event_endpoint.disable" texts={disable} tone="danger" />
        </StepUpForm>
      </FoldedAct>
    </>
  );
}

function Enable({ endpoint, csrf }: ActProps) {
  const { enable } = messages;
  return (
    <FoldedAct texts={enable} isOpen>
      <StepUpForm
        action={actionOf(endpoint)}
        csrf={csrf}
        act={{ act: 'event_endpoint.enable', endpointId: endpoint.id }}
        fields={CHOSEN}
        className="space-y-4"
      >
        <Select label={enable.label} name="begin">
          {ENDPOINT_BEGINS.map((begin) => (
            <option key={begin} value={begin}>
              {enable.begins[begin](endpoint.missed)}
            </option>
          ))}
        </Select>
        <Submit name="event_endpoint.enable" texts={enable} />
      </StepUpForm>
    </FoldedAct>
  );
}

type Texts = { submit: string; busy: string };
type PlainFormProps = { name: string; texts: Texts; action: string; csrf: string; children?: ReactNode };

function PlainForm({ name, texts, action, csrf, children }: PlainFormProps) {
  return (
    <form method="post" action={action} className="space-y-4">
      <input type="hidden" name="csrf" value={csrf} />
      {children}
      <Submit name={name} texts={texts} />
    </form>
  );
}

function Submit({ name, texts, tone = 'primary' }: { name: string; texts: Texts; tone?: ButtonTone }) {
  return (
    <>
      <input type="hidden" name="act" value={name} />
      <Button tone={tone} busy={texts.busy}>
        {texts.submit}
      </Button>
    </>
  );
}

import { staffEndpointMessages as messages } from '#web/messages/staff/endpoints';
import type { EndpointState, EventEndpoint } from '#web/webhooks/endpoints';
import { Badge, type Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { Phrase } from '../../ui/sentence';
import { Time } from '../../ui/time';

const LOOKS: Record<EndpointState, { tone: Tone; icon?: IconName }> = {
  enabled: { tone: 'good' },
  failing: { tone: 'bad' },
  gone: { tone: 'bad' },
  stopped_by_partner: { tone: 'neutral', icon: 'pause' },
  stopped_by_staff: { tone: 'neutral', icon: 'pause' },
};

/** How an endpoint is, in one word. */
export function EndpointBadge({ state }: { state: EndpointState }) {
  return <Badge {...LOOKS[state]}>{messages.states[state]}</Badge>;
}

type EndpointProblemProps = { endpoint: EventEndpoint; timeZone: string };

/** What is wrong with an endpoint, since when, and what to do; nothing of one that is well. */
export function EndpointProblem({ endpoint: { state, since }, timeZone }: EndpointProblemProps) {
  if (state === 'enabled') return null;
  const { title, text } = messages.problems[state];
  const isTrouble = state === 'failing' || state === 'gone';
  return (
    <div className="mb-6">
      <Notice tone={isTrouble ? 'bad' : 'info'} title={title}>
        <p>{text}</p>
        {since === null ? null : (
          <p className="text-muted">
            <Phrase parts={messages.since(<Time at={since} timeZone={timeZone} />)} />
          </p>
        )}
      </Notice>
    </div>
  );
}

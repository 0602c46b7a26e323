import type { EndpointBegin, ReplayHours } from '#lib/contract/endpoint-acts';
import type { SendFailure } from '#lib/net/send-out';
import type { EndpointState } from '#web/webhooks/endpoints';
import type { EventDeliveryState } from '#web/webhooks/event-deliveries';
import { inLanguage, LOCALE } from '../language';

const NUMBER = new Intl.NumberFormat(LOCALE);
const MAX = 10_000;
/** The views count no further. */
const count = (number: number) => (number > MAX ? `${NUMBER.format(MAX)}+` : NUMBER.format(number));

const states: Record<EndpointState, string> = {
  enabled: 'Enabled',
  failing: 'Failing',
  gone: 'Disabled by a 410',
  stopped_by_partner: 'Disabled by API',
  stopped_by_staff: 'Disabled by staff',
};

const problems: Record<Exclude<EndpointState, 'enabled'>, { title: string; text: string }> = {
  failing: {
    title: 'This address isn’t taking events',
    text: 'Each event is tried for three days, less and less often. Nothing is lost meanwhile, and what waits is sent by itself once the address answers with a 2xx status. The log below has what it answered.',
  },
  gone: {
    title: 'Nothing is sent here: the address answered 410',
    text: 'With that it said that it wants no more events. When it should get them again, enable it, and it gets what it missed first.',
  },
  stopped_by_partner: {
    title: 'Nothing is sent here: it was disabled by the partner API',
    text: 'The audit trail names the API key. When it’s enabled, it can get what it missed first.',
  },
  stopped_by_staff: {
    title: 'Nothing is sent here: a colleague disabled it',
    text: 'The audit trail says who. When it’s enabled, it can get what it missed first.',
  },
};

const deliveryStates: Record<EventDeliveryState, string> = {
  waiting: 'Waiting',
  delivered: 'Delivered',
  given_up: 'Given up',
};

const hours: Record<ReplayHours, string> = {
  1: 'the last hour',
  6: 'the last 6 hours',
  24: 'the last 24 hours',
  72: 'the last 3 days',
  168: 'the last 7 days',
};

const begins: Record<EndpointBegin, (missed: number) => string> = {
  missed: (missed) => {
    if (missed === 0) return 'With whatever it missed, in order';
    return missed === 1 ? 'With the event it missed' : `With the ${count(missed)} events it missed, in order`;
  },
  now: () => 'With what happens from now on',
};

const failures: Record<SendFailure, string> = {
  refused_target: 'Not called: the address leads inside your network',
  timeout: 'No answer in time',
  unknown_host: 'The host name isn’t known',
  tls: 'The certificate isn’t trusted',
  network: 'It couldn’t be reached',
};

/** What an answer means for whoever mends the receiver. */
function answered(status: number): string {
  if (status === 401 || status === 403) return `Answered ${status}: check the secret it verifies with`;
  if (status === 404) return 'Answered 404: check the path';
  if (status === 410) return 'Answered 410: it wants no more';
  if (status >= 300 && status < 400) return `Answered ${status}: redirects aren’t followed`;
  return `Answered ${status}`;
}

const en = {
  title: 'Webhooks to your systems',
  lead: 'Where your back end is told what happens to connections, signed and in order.',
  tabs: { label: 'Direction', in: 'From Wise', out: 'To your systems' },
  back: 'Webhooks to your systems',
  howToAdd:
    'Endpoints are added, removed and given a new secret by the partner API alone: POST /v1/event-endpoints, and …/rotate-secret. A secret is shown once, to the program that asked, and never on these pages.',
  keyCommand: 'npm run api-key -- create --name "Event endpoints" --scope events:read --scope events:write',
  keyFor: 'The key for it is made where the vault runs:',
  none: {
    title: 'Nothing is sent yet',
    text: 'Your back end can ask for changes with GET /v1/events, or have them sent: it registers an address with POST /v1/event-endpoints. “npm run events -- listen” prints the same events in a terminal.',
  },
  noneHere: { title: 'No endpoint in this environment', all: 'Show both environments' },
  columns: { address: 'Address', state: 'State', waiting: 'Waiting', delivered: 'Last delivered' },
  states,
  problems,
  since: <Part>(at: Part): readonly (string | Part)[] => ['Since ', at],
  count,
  nothingWaits: 'Nothing',
  waitingSince: <Part>(at: Part): readonly (string | Part)[] => ['The oldest since ', at],
  givenUp: (number: number) => `${count(number)} given up`,
  missed: (number: number) => `${count(number)} missed`,
  never: 'Never',
  facts: {
    title: 'Endpoint',
    environment: 'Environment',
    description: 'Description',
    types: 'Events',
    allTypes: 'All',
    added: 'Added',
    delivered: 'Last delivered',
    waiting: 'Waiting',
    next: 'Next try',
    id: 'Endpoint ID',
  },
  acts: {
    title: 'Actions',
    viewOnly: 'Only operators and admins send events again, enable or disable. Ask an admin if you need to.',
    test: {
      open: 'Send a test event…',
      text: 'An event of type “test” is sent to this address alone. Its result is the first row of the log.',
      submit: 'Send test event',
      busy: 'Sending…',
    },
    replay: {
      open: 'Send events again…',
      text: 'Also those that were delivered, in the order of each connection. Receivers know a repeated event by its ID.',
      label: 'Which',
      hours,
      submit: 'Send again',
      busy: 'Sending…',
    },
    enable: {
      open: 'Enable…',
      text: 'What was already waiting is sent too. You approve it with your passkey.',
      label: 'Begin',
      begins,
      submit: 'Enable',
      busy: 'Enabling…',
    },
    disable: {
      open: 'Disable…',
      text: 'Nothing is sent there from then on. Connections work as before. We keep where it stopped, so that it can get what it missed when it’s enabled. You approve it with your passkey.',
      submit: 'Disable',
      busy: 'Disabling…',
    },
  },
  log: {
    title: 'Deliveries',
    filter: 'State of deliveries',
    all: 'All',
    pages: 'Pages of deliveries',
    states: deliveryStates,
    columns: { event: 'Event', result: 'Result', tries: 'Attempts', times: 'Times' },
    answered,
    failures,
    otherFailure: 'It failed',
    notTried: 'Not sent yet',
    behind: 'After an earlier event of this connection',
    onceEnabled: 'Once the endpoint is enabled',
    next: <Part>(at: Part): readonly (string | Part)[] => ['Next try ', at],
    last: <Part>(at: Part): readonly (string | Part)[] => ['Last try ', at],
    happened: <Part>(at: Part): readonly (string | Part)[] => ['Happened ', at],
    forgotten: 'Older than events are kept',
    eventId: 'Event ID',
    connection: 'Connection',
    refresh: 'Refresh',
    again: 'Send again',
    againOf: (type: string, position: string) => `Send again: ${type}, position ${position}`,
    sending: 'Sending…',
    none: {
      title: 'Nothing was sent yet',
      text: 'What happens to connections from now on appears here. A test event shows whether the address takes it.',
    },
    noMatch: { title: 'Nothing is in this state', text: 'No event to this address fits.', clear: 'Show all' },
  },
  flash: {
    enabled: { title: 'The endpoint is enabled', text: 'What waits is being sent now, in order.' },
    disabled: {
      title: 'The endpoint is disabled',
      text: 'Nothing is sent there any more. We keep where it stopped.',
    },
    unchanged: { title: 'It was so already', text: 'A colleague or the partner API was faster.' },
    tested: { title: 'The test event is on its way', text: 'Its result is the first row of the log.' },
    disabled_now: { title: 'Nothing was sent', text: 'The endpoint is disabled. Enable it first.' },
    sent_again: {
      title: 'Events are being sent again',
      text: 'They wait in the log until the address takes them.',
    },
    none: {
      title: 'Nothing was sent',
      text: 'There’s no such event, or it’s older than events are kept.',
    },
    unanswered: {
      title: 'The vault didn’t answer in time',
      text: 'It may have been done all the same: this page shows how things are now.',
    },
  },
};

/** Where events are sent to, for staff. */
export const staffEndpointMessages = inLanguage({ en });

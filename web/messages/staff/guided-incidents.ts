import type { EndedSessions, IncidentResult, IncidentStep, IncidentStepState } from '#lib/contract/incidents';
import { inLanguage } from '../language';

const endSessions: Record<EndedSessions, string> = {
  none: 'No sessions',
  staff: 'Staff, except the two who place it',
  customers: 'All customers',
  all: 'Everyone except the two who place it',
};

const states: Record<IncidentStepState, string> = {
  open: 'To do',
  running: 'In progress',
  done: 'Done',
  not_needed: 'Not needed',
};

const steps: Record<IncidentStep, { title: string; text: string }> = {
  hold: { title: 'Hold', text: 'Stops the issuing of tokens. Customers stay connected and can disconnect.' },
  sessions: { title: 'End sessions', text: 'Whoever is signed out by it has to sign in again.' },
  api_keys: {
    title: 'Revoke API keys',
    text: 'If keys are revoked, your back end needs new ones before it can go on.',
  },
  client_secret: {
    title: 'New client secret',
    text: 'A refresh token is worth nothing without the client secret, so a new one ends every refresh token that leaked. Make it at Wise, revoke the old one, and set it where the vault runs (docs/runbooks/people-and-keys.md). The vault checks that the old one is no longer in use.',
  },
  refresh: {
    title: 'Refresh every connection once',
    text: 'A refresh ends the access tokens that were issued before. It runs as fast as Wise allows. Start it when the new client secret is in use.',
  },
  ring_key: {
    title: 'New encryption key',
    text: 'Needed if a key or a copy of the database may have leaked. Make it where the vault runs (docs/runbooks/keys.md). The vault checks that a new key is in use.',
  },
  customers_told: {
    title: 'Tell customers',
    text: 'Say whom you told, when and how. If data was reached, tell them without delay.',
  },
  authorities_told: {
    title: 'Tell Wise and the authorities',
    text: 'Tell Wise at once. In the EU and UK, the data protection authority has to know within 72 hours.',
  },
  access_reviewed: {
    title: 'Review who has access',
    text: 'Look at people, passkeys, API keys and servers. Disable what nobody needs.',
  },
  release: {
    title: 'Release in waves',
    text: 'First a tenth of the connections, then half, then all. Watch each wave before the next.',
  },
};

const results: Record<IncidentResult, { title: string; text: string }> = {
  done: { title: 'Saved', text: 'This page shows where the incident stands.' },
  unchanged: {
    title: 'Nothing was changed',
    text: 'It runs already, or it was done already, or more than that was.',
  },
  closed: { title: 'Nothing was changed', text: 'This incident isn’t open any more.' },
  same_secret: {
    title: 'The old client secret is still in use',
    text: 'Set the new one first, or say why a new one isn’t needed.',
  },
  same_key: {
    title: 'The old encryption key is still in use',
    text: 'Rotate it and re-encrypt first, or say why that isn’t needed.',
  },
  not_refreshed: {
    title: 'Not every connection has been refreshed',
    text: 'Start the refresh and wait until it’s done, or say why it isn’t needed.',
  },
  steps_open: {
    title: 'Nothing was released',
    text: 'Conclude every step above first, or say why it isn’t needed.',
  },
  on_hold: { title: 'It can’t be closed yet', text: 'Release the hold first.' },
  no_waves: { title: 'Nothing was released', text: 'A hold on an API key can only be released as a whole.' },
};

const en = {
  list: {
    title: 'Guided incidents',
    text: 'From the hold to a signed report, step by step. Two admins place one together.',
    start: 'Start an incident',
    noRights: 'Only admins can start one. To stop everything now, place a hold below.',
    caption: 'Incidents, newest first',
    what: 'On',
    placed: 'Placed',
    state: 'State',
    open: 'Open',
    closed: 'Closed',
    drill: 'Drill',
  },
  waiting: {
    title: 'Waiting for a second person',
    forYou: 'Waiting for your approval',
    forOthers: 'Waiting for someone else’s approval',
    look: 'Review',
    turnedDown: 'Not approved',
    seeWhy: 'See request',
    expires: 'Expires',
    asked: (name: string) => `Asked for by ${name}`,
    acts: { 'incident.place': (what: string) => `Place an incident: ${what}` },
  },
  place: {
    title: 'Start an incident',
    lead: 'Say what may have been reached. You see what it covers before anything happens.',
    back: 'Incidents',
    on: 'What to stop',
    since: 'Suspected since (UTC)',
    sinceHint: 'When somebody else may first have had access. Leave empty if you don’t know.',
    endSessions: 'Sessions to end',
    endSessionsOptions: endSessions,
    revokeKeys: 'API keys in scope',
    keepKeys: 'Keep them: the hold stops them',
    revoke: 'Revoke them for good',
    preview: 'See what it covers',
    counting: 'Counting…',
    change: 'Change this and count again',
    counted: {
      title: 'What it covers',
      connections: 'Connections',
      connectionsUnderKey: 'Connections readable with this key',
      grants: 'Connections to refresh once',
      apiKeys: 'API keys',
      staffSessions: 'Staff signed in',
      customerSessions: 'Customers signed in',
      uses: 'Tokens and calls since then',
      usesIn: (environment: string) => `Tokens and calls in ${environment} since then`,
      usesUnderKey: 'Tokens and calls since then, of records under this key',
      unknown: 'Unknown',
      atLeast: (count: string) => `${count} or more`,
      tooMany: 'Too many records to count',
    },
    confirm: 'Ask a second person',
    confirmText:
      'Nothing happens until a second admin approves exactly this. To stop tokens right now, place a hold first: it needs one person.',
    drill: 'This is',
    noDrill: 'A drill is possible on the sandbox, without ending customers’ sessions or revoking keys.',
    drillOptions: { no: 'A real incident', yes: 'A drill' },
    reason: 'What happened',
    reasonHint: 'Saved to the audit trail and the report.',
    submit: 'Approve with a passkey',
    busy: 'Asking…',
    unavailable: 'We couldn’t count what it covers. The vault didn’t answer. Try again.',
  },
  incident: {
    title: (what: string) => `Incident: ${what}`,
    back: 'Incidents',
    facts: {
      state: 'State',
      placed: 'Placed',
      by: 'Placed by',
      since: 'Suspected since',
      reason: 'What happened',
      released: 'Released',
      closed: 'Closed',
    },
    people: (first: string, second: string) => `${first} and ${second}`,
    commandLine: (who: string) => `command line (${who})`,
    vault: 'The vault',
    exposure: 'See who used what since then',
    exposureOfDays: (days: number) => `See who used what over ${days} days`,
    percent: (count: number) => `${count}% of connections`,
    steps: 'Steps',
    step: (place: number, title: string) => `${place}. ${title}`,
    progress: (done: string, total: string) => `${done} of ${total}`,
    counts: {
      sessions: (done: string) => `${done} ended`,
      api_keys: (done: string) => `${done} revoked`,
    },
    by: (name: string) => `by ${name}`,
    notRefreshed: (count: string) => `${count} frozen or lost connections are left out`,
    texts: steps,
    states,
    startRefresh: 'Start the refresh',
    repeatRefresh: 'Refresh once more',
    starting: 'Starting…',
    conclude: 'Conclude this step…',
    concludeAgain: 'Correct this step…',
    as: 'Result',
    asOptions: { done: 'Done', not_needed: 'Not needed' },
    proof: 'What was done, and where the proof is',
    proofHint: 'Saved to the audit trail and the report.',
    save: 'Save',
    saving: 'Saving…',
    release: {
      open: 'Release…',
      notYet: 'Conclude every step above first.',
      percent: 'Release for',
      options: { '10': '10% of connections', '50': '50% of connections', '100': 'All connections' },
      reason: 'Why it can go on',
      submit: 'Release',
      busy: 'Releasing…',
    },
    close: {
      title: 'Close the incident',
      text: 'The report is signed and can’t be changed afterwards.',
      reason: 'What was found',
      submit: 'Close and sign the report',
      busy: 'Signing…',
    },
    noRights: 'Only admins can take steps.',
    report: 'Report',
    file: 'Download the signed report',
  },
  report: {
    title: (what: string) => `Incident report: ${what}`,
    lead: 'What happened, what was done, and by whom. The signed file is the original of this page.',
    scope: 'What was in scope',
    signature: 'Signature',
    signatureText:
      'Signed line by line. Anyone can verify the file away from here (docs/runbooks/breach.md): ',
    // the name that the download has
    verify: (id: string) => `node verify-incident-report.mjs incident-${id}.ndjson audit-key.pem`,
    back: 'Incident',
    key: 'Key',
    summary: 'What was found',
    closedBy: 'Closed by',
    at: 'When',
    who: 'Who',
    proof: 'Proof',
    step: 'Step',
  },
  flash: {
    ...results,
    saved: results.done,
    signed: { title: 'The incident is closed', text: 'Its report is signed. “Report” leads to it.' },
    waits: {
      title: 'You have approved it',
      text: 'Nothing has happened yet. Another admin has to approve it within a day. Tell them.',
    },
    already_waits: {
      title: 'It’s already waiting',
      text: 'An admin who didn’t ask for it has to approve it: “Review” below leads there.',
    },
    open: { title: 'Such an incident is open', text: 'Continue with it instead of starting another.' },
    unknown: { title: 'Nothing was asked for', text: 'That key doesn’t exist any more.' },
    no_drill: {
      title: 'That can’t be a drill',
      text: 'A drill is on the sandbox. It ends no customer’s session and revokes no key.',
    },
    held: {
      title: 'It’s on hold already',
      text: 'A drill would release that hold at its end. Release it first, or start a real incident.',
    },
    text: { title: 'Nothing was changed', text: 'Write 1 to 500 characters.' },
    unanswered: {
      title: 'The vault didn’t answer',
      text: 'Check the current state below before you try again.',
    },
  },
} as const;

/** Incidents from the hold to the report. */
export const guidedIncidentMessages = inLanguage({ en });

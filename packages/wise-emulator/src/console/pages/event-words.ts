import { html, type Part } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import type { Ending } from '#emulator/kernel/store/endings';
import type { EmulatorEvent, RevocationReason } from '#emulator/kernel/store/events/event-log';
import { findPreset } from '../presets/presets';
import { short } from './parts';

type EventType = EmulatorEvent['type'];
type OfType<Type extends EventType> = Extract<EmulatorEvent, { type: Type }>;

/** How an event looks: something went well, was refused, was done to Wise, or just happened. */
export type Tone = 'good' | 'bad' | 'act' | 'plain';
export type EventWords = { tone: Tone; text: Part };

type Say<Type extends EventType> = (event: OfType<Type>, names: Names) => EventWords;
type Names = {
  app(clientId: string | null): Part;
  person(userId: string | null): Part;
  profile(id: string | null): Part;
};

/** What those events mean that have words; the others are shown as they are. */
const WORDS: { [Type in EventType]?: Say<Type> } = {
  'authorise.page': ({ userId, shown, clientId }, { app, person }) => ({
    tone: shown === 'refused' || shown === 'error' ? 'bad' : 'plain',
    text: html`${userId === null ? 'Somebody' : person(userId)} sees Wise’s ${shown} page, sent by ${app(clientId)}`,
  }),
  'authorise.code_issued': ({ userId, clientId, profileId, code }, { app, person, profile }) => ({
    tone: 'good',
    text: html`${person(userId)} gave ${app(clientId)} access to ${profile(profileId)}: code ${short(code)}`,
  }),
  'authorise.denied': ({ userId, clientId }, { app, person }) => ({
    tone: 'bad',
    text: html`${person(userId)} denied ${app(clientId)} access`,
  }),
  'token.request': ({ clientId, grantType, code, refreshToken }, { app }) => ({
    tone: 'plain',
    text: [
      html`${app(clientId)} asks for tokens: ${grantType ?? 'no grant type'}`,
      code !== undefined && html`, code ${short(code)}`,
      refreshToken !== undefined && html`, refresh token ${short(refreshToken)}`,
    ],
  }),
  'token.issued': (
    { clientId, userId, accessToken, previousAccessToken, replacedRefreshToken },
    { app, person },
  ) => ({
    tone: 'good',
    text: [
      html`${app(clientId)} got ${short(accessToken)}`,
      userId !== null && html` for ${person(userId)}`,
      previousAccessToken !== null && html`; ${short(previousAccessToken)} is dead`,
      replacedRefreshToken !== null && html`; refresh token ${short(replacedRefreshToken)} is dead`,
    ],
  }),
  'token.refused': ({ clientId, status, error, why }, { app }) => ({
    tone: 'bad',
    text: html`${app(clientId)} was refused: ${status} ${error}${why !== null && ` (${ENDED_BY[why]})`}`,
  }),
  'request.limited': ({ clientId, path, by, retryAfterSeconds }, { app }) => ({
    tone: 'bad',
    text: html`${app(clientId)} asks too often (limit of a ${by}): ${path} gets 429, come back in ${retryAfterSeconds} s`,
  }),
  'api.call': ({ path, token, status }) => ({
    tone: status < 400 ? 'good' : 'bad',
    text: html`<code>${path}</code> with ${short(token)}: ${status}`,
  }),
  'app.removed': ({ userId, clientId, grants }, { app, person }) => ({
    tone: 'act',
    text: html`${person(userId)} removed ${app(clientId)}; ${count(grants, 'grant')} died`,
  }),
  'user.deactivated': ({ userId, grants }, { person }) => ({
    tone: 'act',
    text: html`The account of ${person(userId)} was closed; ${count(grants, 'grant')} died`,
  }),
  'user.tokens_revoked': ({ userId, why, grants }, { person }) => ({
    tone: 'act',
    text: html`All tokens of ${person(userId)} were revoked (${REVOKED_FOR[why]}); ${count(grants, 'grant')} died`,
  }),
  'user.reactivated': ({ userId }, { person }) => ({
    tone: 'act',
    text: html`The account of ${person(userId)} was opened again`,
  }),
  'user.signed_up': ({ userId, clientId }, { app, person }) => ({
    tone: 'good',
    text: html`${app(clientId)} made a user: ${person(userId)}`,
  }),
  'profile.made': ({ userId, clientId, profileId }, { app, person }) => ({
    tone: 'good',
    text: html`${app(clientId)} made profile ${profileId} for ${person(userId)}`,
  }),
  'user.claim_code_issued': ({ userId, clientId }, { app, person }) => ({
    tone: 'plain',
    text: html`${app(clientId)} got a link by which ${person(userId)} can take the account over`,
  }),
  'user.took_over': ({ userId, grants }, { person }) => ({
    tone: 'act',
    text: html`${person(userId)} took the account over; ${count(grants, 'grant')} died`,
  }),
  'fault.applied': ({ endpoint, kind, when, faultId, draw }) => ({
    tone: 'bad',
    text: html`Fault: <code>${endpoint}</code> meets ${kind} ${when} the effect (${faultId}${drawn(draw)})`,
  }),
  'fault.spared': ({ endpoint, kind, faultId, draw }) => ({
    tone: 'plain',
    text: html`<code>${endpoint}</code> is spared from ${kind} (${faultId}${drawn(draw)})`,
  }),
  'client.registered': ({ clientId }, { app }) => ({
    tone: 'act',
    text: html`${app(clientId)} was registered`,
  }),
  'secret.rotated': ({ clientId }, { app }) => ({
    tone: 'act',
    text: html`${app(clientId)} got a new secret`,
  }),
  'secret.revoked': ({ clientId, graceSeconds }, { app }) => ({
    tone: 'act',
    text: html`A secret of ${app(clientId)} was revoked, ${graceSeconds > 0 ? `in ${graceSeconds} s` : 'at once'}`,
  }),
  'webhook.subscribed': ({ clientId, eventType, url }, { app }) => ({
    tone: 'act',
    text: html`${app(clientId)} subscribed to <code>${eventType}</code> at <code>${url}</code>`,
  }),
  'webhook.unsubscribed': ({ clientId, eventType, url }, { app }) => ({
    tone: 'act',
    text: html`${app(clientId)} does not want <code>${eventType}</code> at <code>${url}</code> any more`,
  }),
  'webhook.attempt': ({ eventType, kind, url, status, problem }) => ({
    tone: status !== null && status < 300 ? 'good' : 'bad',
    text: html`Webhook <code>${eventType}</code>${kind !== 'event' && html` (${kind})`} to <code>${url}</code>: ${status ?? problem}`,
  }),
  'certificate.issued': ({ clientId, name }, { app }) => ({
    tone: 'good',
    text: html`${app(clientId)} got the client certificate <bdi>${name}</bdi>`,
  }),
  'certificate.revoked': ({ clientId }, { app }) => ({
    tone: 'act',
    text: html`A client certificate of ${app(clientId)} was revoked`,
  }),
  'mtls.refused': ({ reason }) => ({
    tone: 'bad',
    text: html`A client certificate was refused: ${reason}`,
  }),
  'jose.refused': ({ clientId, path, reason }, { app }) => ({
    tone: 'bad',
    text: html`A message of ${app(clientId)} to <code>${path}</code> did not open: ${reason}`,
  }),
  'sca.demanded': ({ clientId, userId, action, token }, { app, person }) => ({
    tone: 'plain',
    text: html`${app(clientId)} has to have ${action} approved by ${person(userId)}: one-time token ${short(token)}`,
  }),
  'sca.challenge': ({ token, challenge, outcome }) => ({
    tone: outcome === 'passed' ? 'good' : 'bad',
    text: html`${challenge} for one-time token ${short(token)}: ${outcome}`,
  }),
  'sca.approved': ({ token, status }) => ({
    tone: 'good',
    text: html`One-time token ${short(token)} opened its call: ${status}`,
  }),
  'transfer.state_changed': ({ transferId, profileId, previousState, currentState }, { profile }) => ({
    tone: currentState === 'bounced_back' ? 'bad' : 'plain',
    text: html`Transfer ${transferId} of ${profile(profileId)} is ${currentState}${previousState !== null && html`, it was ${previousState}`}`,
  }),
  'balance.changed': ({ profileId, transactionType, amount, currency, balanceAfter }, { profile }) => ({
    tone: 'plain',
    text: html`${amount} ${currency} ${transactionType === 'credit' ? 'came to' : 'left'} ${profile(profileId)}: now ${balanceAfter}`,
  }),
  'kyc_review.changed': ({ profileId, state }, { profile }) => ({
    tone: 'act',
    text: html`A review of ${profile(profileId)} ${state === 'PASSED' ? 'was passed' : 'waits for them'}`,
  }),
  'profile.verification_changed': ({ profileId, state }, { profile }) => ({
    tone: 'good',
    text: html`${profile(profileId)} is ${state}`,
  }),
  'profile.state_changed': ({ profileId, state }, { profile }) => ({
    tone: state === 'ACTIVE' ? 'good' : 'act',
    text: html`${profile(profileId)} is ${state}`,
  }),
  'preset.used': ({ preset, userId }, { person }) => ({
    tone: 'act',
    text: html`Preset “${findPreset(preset)?.label ?? preset}”${userId !== null && html` for ${person(userId)}`}`,
  }),
};

const REVOKED_FOR: Record<RevocationReason, string> = {
  email_changed: 'the e-mail was changed',
  enhanced_security: 'enhanced security was switched on',
  suspected_breach: 'a breach is suspected',
};

const ENDED_BY: Record<Ending, string> = {
  expired: 'the refresh token is too old',
  app_removed: 'the user removed the app',
  email_changed: 'the user changed their email',
  enhanced_security: 'the user switched on enhanced security',
  suspected_breach: 'Wise suspected a breach',
  secret_revoked: 'a client secret was revoked',
  deactivated: 'the account was closed',
  taken_over: 'the user took the account over',
  replaced: 'a later grant took its place',
  rotated: 'the refresh token was rotated away',
  reused: 'a rotated refresh token was used again',
  code_reused: 'its code was used again',
};

export function eventWords(event: EmulatorEvent, state: EmulatorState): EventWords {
  const say = WORDS[event.type] as ((event: EmulatorEvent, names: Names) => EventWords) | undefined;
  if (say) return say(event, namesOf(state));
  const { seq: _seq, at: _at, type, ...facts } = event;
  const said = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return { tone: 'plain', text: html`<code>${type}</code> ${said.join(', ')}` };
}

function namesOf({ clients, people }: EmulatorState): Names {
  return {
    app: (clientId) => html`<bdi>${clientId === null ? 'an unknown app' : clients.nameOf(clientId)}</bdi>`,
    person: (userId) =>
      html`<bdi>${userId === null ? 'nobody' : (people.find(userId)?.label ?? userId)}</bdi>`,
    profile: (profileId) => html`<bdi>${profileId === null ? 'no profile' : `profile ${profileId}`}</bdi>`,
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function drawn(draw: number | null): string {
  return draw === null ? '' : `, drew ${draw.toFixed(3)}`;
}

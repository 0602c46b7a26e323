import { html } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import type { WiseUser } from '#emulator/kernel/store/people/types';
import type { Grant } from '#emulator/kernel/store/tokens';
import { USER_ACTIONS, type UserAction } from '#emulator/oauth/account/user-actions';
import { duration, type Every, form, hidden, short } from './parts';

/** Every Wise user, the tokens that live for them, and what can happen to them. */
export function peopleList(state: EmulatorState, every: Every) {
  return html`<ul class="plain ruled">${state.people.all().map((user) => {
    return html`<li>${personRow(state, user, every)}</li>`;
  })}</ul>`;
}

function personRow(state: EmulatorState, user: WiseUser, every: Every) {
  const now = state.clock.now();
  const grants = state.tokens.grantsOf(user.id, now);
  const isActive = state.people.isActive(user.id);
  const acts = USER_ACTIONS.filter(({ isFor }) => isFor(state, user.id));
  return html`<div class="person">
<div class="who"><strong>${user.label}</strong>
<small class="block">${user.id} · ${isActive ? user.hint : 'account closed'}</small></div>
${form('person', every, actChoice(user, acts), 'acts')}
${grants.map((grant) => grantRow(state, user, grant, now))}</div>`;
}

function grantRow(state: EmulatorState, user: WiseUser, grant: Grant, now: number) {
  const { clientId, profileId, access, refreshToken, refreshExpiresAt } = grant;
  const profile = user.profiles.find(({ id }) => id === profileId)?.fullName ?? 'no profile';
  const left = access.expiresAt > now ? `for ${duration(access.expiresAt - now)}` : 'is over';
  return html`<div class="grant"><bdi>${state.clients.nameOf(clientId)}</bdi> · <bdi>${profile}</bdi>
<small>access ${short(access.token)} ${left} · refresh ${short(refreshToken)} for ${duration(refreshExpiresAt - now)}</small></div>`;
}

function actChoice({ id, label }: WiseUser, acts: readonly UserAction[]) {
  return html`${hidden('user', id)}
<select name="act" aria-label="${label} …">${acts.map((act) => {
    return html`<option value="${act.id}">${act.label}</option>`;
  })}</select>
<button class="second small" aria-label="Do it: ${label}">Do it</button>`;
}

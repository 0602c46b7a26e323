import { expect, test } from 'vitest';
import { attemptMessage } from './attempt-message';
import { type AttemptState, OUTCOMES } from './outcomes';

const all: AttemptState[] = [...OUTCOMES, 'open', 'pending', 'held'];
const messages = all.map((state) => ({ state, ...attemptMessage(state, 'Acme') }));

test('every outcome has a title of its own, so that a person and a test can tell them apart', () => {
  expect(new Set(messages.map(({ title }) => title)).size).toBe(all.length);
});

test.each(messages.filter(({ state }) => !['connected', 'pending', 'held'].includes(state)))(
  '$state says that nothing was connected, or that this one was not kept',
  ({ text }) => {
    expect(text.join(' ')).toMatch(/[Nn]othing was connected|wasn’t kept/);
  },
);

test('an approval that waits says what happened, that nothing is lost, and what happens next', () => {
  const { next, text } = attemptMessage('held', 'Acme');
  expect(next).toBe('wait');
  for (const said of [/isn’t accepting Acme’s own credentials/, /Nothing is lost/, /you can start again/])
    expect(text.join(' ')).toMatch(said);
});

test('a new attempt is offered after each outcome that a new attempt can fix, and after no other', () => {
  const without = messages.filter(({ next }) => next !== 'retry').map(({ state }) => state);
  expect(without.sort()).toEqual([
    'configuration_wrong',
    'connected',
    'held',
    // the partner has to say something of the customer first
    'identity_unknown',
    'pending',
    'replaced',
  ]);
});

import { expect, it } from 'vitest';
import { outcomeWithoutAttempt } from './without-attempt';

it.each([
  ['not-yours', { outcome: 'not_yours', reference: undefined }],
  ['not-yours-K7QF-2M9D', { outcome: 'not_yours', reference: 'K7QF-2M9D' }],
  ['denied-0000-0000', { outcome: 'denied', reference: '0000-0000' }],
  ['wise-error-ZZZZ-ZZZZ', { outcome: 'wise_error', reference: 'ZZZZ-ZZZZ' }],
  // no letters of ours: the page is there, without a reference
  ['denied-UUUU-UUUU', { outcome: 'denied', reference: undefined }],
  ['not-yours-K7QF', undefined],
  ['not-yours-K7QF-2M9D-more', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
  ['', undefined],
])('%s is %j', (segment, wanted) => {
  expect(outcomeWithoutAttempt(segment)).toEqual(wanted);
});

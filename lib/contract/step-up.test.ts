import { describe, expect, it } from 'vitest';
import { canonicalAct, type StepUpActInput, stepUpActSchema, stepUpSchema } from './step-up';

const connectionId = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';
const canonical = (act: unknown) => canonicalAct(stepUpActSchema.parse(act));
const act = (reason: string): StepUpActInput => ({ act: 'connection.disconnect', connectionId, reason });

describe('promise 14: what is approved', () => {
  it('is the same text for the same act, however it is written', () => {
    const one = canonical(act('asked\nby phone'));
    expect(canonical({ reason: ' asked\r\nby phone ', connectionId, act: 'connection.disconnect' })).toBe(
      one,
    );
    expect(canonical({ ...act('asked\nby phone'), connectionId: connectionId.toUpperCase() })).toBe(one);
  });

  it('is another text for another act', () => {
    const others = [act('b'), { ...act('a'), connectionId: '6f9619ff-8b86-4d01-b42d-00cf4fc964fe' }];
    expect(new Set([act('a'), ...others].map(canonical)).size).toBe(3);
  });

  it.each<[string, unknown]>([
    ['an act that there is not', { act: 'connection.delete', connectionId }],
    ['a part that no act has', { ...act('a'), all: true }],
    ['no reason', act(' \n ')],
    ['a reason that is too long', act('x'.repeat(501))],
    ['no connection', { ...act('a'), connectionId: '../1' }],
  ])('is not %s', (_what, given) => {
    expect(stepUpActSchema.safeParse(given).success).toBe(false);
  });

  it('stores a reason without what cannot be stored', () => {
    expect(stepUpActSchema.parse(act('asked\0by\r\nphone\ud800'))).toMatchObject({
      reason: 'asked by\nphone\ufffd',
    });
  });

  it.each(['', '{', '[]', '"x"', JSON.stringify({ id: 'a/b' })])('an assertion is not %j', (assertion) => {
    expect(stepUpSchema.safeParse({ id: connectionId, assertion }).success).toBe(false);
  });
});

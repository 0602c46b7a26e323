import fc from 'fast-check';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state';
import { describe, expect, it } from 'vitest';
import { isForNext, isRouterState } from './next-headers';

const encode = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const parameter = (kind: string) => encode([['id', '7', kind, null], {}]);

function isReadByNext(header: string): boolean {
  try {
    parseAndValidateFlightRouterState(header);
    return true;
  } catch {
    return false;
  }
}

const KINDS =
  'c ci(..)(..) ci(.) ci(..) ci(...) oc d di(..)(..) di(.) di(..) di(...) oci(.) x ci() di(....)'.split(' ');

/** Something like a router state, right or slightly wrong. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.tuple(fc.string(), fc.constant({})),
    fc
      .tuple(
        fc.oneof(
          fc.string(),
          fc.tuple(
            fc.string(),
            fc.string(),
            fc.constantFrom(...KINDS),
            fc.oneof(fc.constant(null), fc.array(fc.string()), fc.integer()),
          ),
        ),
        fc.dictionary(fc.string(), tie('tree'), { maxKeys: 2 }),
        fc.oneof(fc.constant(null), fc.tuple(fc.string(), fc.string()), fc.string()),
        fc.constantFrom(null, 'refetch', 'inside-shared-layout', 'metadata-only', 'other', 1),
        fc.oneof(fc.constant(null), fc.double(), fc.string()),
        fc.oneof(fc.string(), fc.constant(null)),
        fc.string(),
      )
      .chain((all) => fc.integer({ min: 1, max: all.length }).map((length) => all.slice(0, length))),
  ),
}));

describe('what Next can read of a request', () => {
  it('is exactly what its own check lets pass, for trees that are right or slightly wrong', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(isRouterState(encode(value))).toBe(isReadByNext(encode(value)));
      }),
      { numRuns: 500 },
    );
  });

  it.each(KINDS)('is so for a segment of kind %s', (kind) => {
    expect(isRouterState(parameter(kind))).toBe(isReadByNext(parameter(kind)));
  });

  it.each(['x', '%zz', '', 'null', '{}', encode(['', {}]), `["",{}]${' '.repeat(40_000)}`])(
    'is so for the header %j',
    (header) => {
      expect(isRouterState(header)).toBe(isReadByNext(header));
    },
  );

  it('is no call of a server action, of which there is none here', () => {
    expect(isForNext({ 'next-action': 'x' })).toBe(false);
    expect(isForNext({})).toBe(true);
  });
});

import type { FaultEffect } from './effect';

/** Nothing listens there (RFC 2606): a client that follows does not get far. */
const NOWHERE = 'https://elsewhere.invalid/';

/** A client that follows carries its credentials to somebody else. */
export const redirect: FaultEffect = {
  answer: ({ location = NOWHERE, status = 302 }) => ({ status, headers: { location }, body: '' }),
};

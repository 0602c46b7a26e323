import { type FaultEffect, NO_ANSWER } from './effect';

export const wrongType: FaultEffect = {
  answer: ({ contentType = 'text/html' }, real = NO_ANSWER) => ({
    ...real,
    headers: { ...real.headers, 'content-type': contentType },
  }),
};

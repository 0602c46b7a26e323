import type { FaultEffect } from './effect';

/** `answer`: any status, headers and body. */
export const madeUpAnswer: FaultEffect = {
  answer: ({ status = 500, body = '', headers = {} }) => {
    const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
    return { status, body, headers: isTyped ? headers : { 'content-type': 'application/json', ...headers } };
  },
};

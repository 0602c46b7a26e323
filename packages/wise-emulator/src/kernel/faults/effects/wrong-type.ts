import { NO_ANSWER, type Spoiler } from './effect';

export const wrongType: Spoiler = {
  answer: ({ contentType = 'text/html' }, real = NO_ANSWER) => ({
    ...real,
    headers: { ...real.headers, 'content-type': contentType },
  }),
};

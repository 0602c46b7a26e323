import { NO_ANSWER, type Spoiler } from './spoiler';

export const wrongType: Spoiler = {
  answer: ({ contentType = 'text/html' }, real = NO_ANSWER) => ({
    ...real,
    headers: { ...real.headers, 'content-type': contentType },
  }),
};

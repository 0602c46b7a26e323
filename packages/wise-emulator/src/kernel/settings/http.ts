import * as z from 'zod';
import { setting } from './setting';

export const answerSettings = {
  /** On, as recorded: gzip or br, whichever the client asks for first. */
  compressedAnswers: setting({
    description: 'Answers are compressed when the client asks for it',
    default: true,
    schema: z.boolean(),
  }),
};

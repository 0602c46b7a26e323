import { z } from 'zod';

export const answerSettings = {
  /** On, as recorded: gzip or br, whichever the client asks for first. */
  compressedAnswers: z.boolean(),
};

export const DEFAULT_ANSWER_SETTINGS = { compressedAnswers: true };

export const ANSWER_LABELS = {
  compressedAnswers: 'Answers are compressed when the client asks for it',
} satisfies Record<keyof typeof answerSettings, string>;

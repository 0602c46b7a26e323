import { describe, expect, it } from 'vitest';

/**
 * An example of Wise's pages that has a status and a body (or an address), with its section of docs/wise.md. `assumed`:
 * they show no such example, or leave open what is named after the colon; README, "Assumed", lists these.
 */
export type Example = {
  section: string;
  what: string;
  source: 'documented' | 'observed' | 'assumed';
  ask: () => Promise<Said>;
  says: Said;
};

/** What came, whole: a field more or less is a difference. */
type Said = { status: number; body: unknown };

/** One test an example. */
export function describeExamples(about: string, examples: readonly Example[]): void {
  describe(`the examples of Wise: ${about}`, () => {
    it.each(examples)('$section $source: $what', async ({ ask, says }) => {
      const { status, body } = await ask();
      expect({ status, body }).toEqual(says);
    });
  });
}

/** What differs from run to run, by its form. */
export const like = (form: RegExp): unknown => expect.stringMatching(form);
export const aNumber = (): unknown => expect.any(Number);

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const UTC_MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const oauthError = (error: string, error_description: string) => ({ error, error_description });

import { afterAll, afterEach, expect } from 'vitest';
import { takeMisfits, watchPartnerAnswers } from './partner-answers';

// For every database test (vitest.config.ts): whatever the partner API answers in it fits the OpenAPI document, or the
// test fails.
watchPartnerAnswers();

const check = async () => {
  expect(await takeMisfits(), 'answers of the partner API that the OpenAPI document does not have').toEqual(
    [],
  );
};
afterEach(check);
afterAll(check);

import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, readOrder, USAGE } from '#cli/readiness';
import { Harness, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('npm run readiness ends with 0 when nothing failed, with 1 when something did, and says what mends it', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  const fine = await carryOut(vault, { environment: 'sandbox', isJson: false });
  expect(fine.exitCode).toBe(0);
  expect(fine.text).toContain('not known  Redirect URI: ');
  expect(fine.text).toContain(
    'To register at Wise, byte for byte: http://localhost:3000/connect/sandbox/callback',
  );
  const env = { WISE_SANDBOX_CLIENT_SECRET: 'another one than Wise has' };
  const refusing = harness.vault({ deadlines: UNHURRIED, env });
  const refused = await carryOut(refusing, { environment: 'sandbox', isJson: false });
  expect(refused.exitCode).toBe(1);
  expect(refused.text).toMatch(
    /^FAILED {5}Client secret: Wise rejects it\.\n.*\n? {11}→ Compare client ID and secret .*\n {13}npm run credentials -- check$/m,
  );
  expect(refused.text).not.toContain(env.WISE_SANDBOX_CLIENT_SECRET);
});

it('as JSON it has the same words and what was seen; an environment that is not set up has failed', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  const { text, exitCode } = await carryOut(vault, { environment: 'production', isJson: true });
  expect(exitCode).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    environment: 'production',
    clientId: null,
    checks: [{ id: 'client', state: 'failed', finding: 'missing', says: expect.any(String), command: null }],
  });
});

it.each([[[]], [['live']], [['sandbox', 'production']], [['sandbox', '--yaml']]])(
  'refuses %j with its usage',
  (words) => {
    expect(readOrder(words)).toMatchObject({ problem: expect.stringContaining(USAGE) });
  },
);

it('reads its words', () => {
  expect(readOrder(['production', '--json'])).toEqual({ environment: 'production', isJson: true });
});

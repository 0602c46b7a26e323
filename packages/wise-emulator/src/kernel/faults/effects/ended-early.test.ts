import { describe, expect, it } from 'vitest';
import { emulatorForTests, exchangeOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { rawRequest } from '#testing/raw-http';

const wise = emulatorForTests();
const injected = () => wise.get().state.faults.all()[0];

describe('a connection that is being spoiled', () => {
  it.each(['drip', 'drip-headers', 'endless-body', 'half-close'] as const)(
    '%s: is ended by clearing the faults, and by a reset',
    async (kind) => {
      for (const end of ['DELETE /faults', 'POST /reset'] as const) {
        const { access_token: token } = (await wise.token(exchangeOf((await wise.consent()).code))).body;
        await wise.control('POST', '/faults', {
          endpoint: 'me',
          kind,
          when: 'after',
          ...(kind === 'half-close' ? {} : { everyMs: 600_000 }),
        });
        const headers = { authorization: `Bearer ${token}`, connection: 'close' };
        const answer = rawRequest({ url: wise.get().url, path: '/v1/me', headers });
        const fault = await eventually(() => {
          expect(injected()?.waiting).toBe(1);
          return injected();
        });
        const [method, path] = end.split(' ') as [string, string];
        await wise.control(method, path);
        const { hangUp } = await answer;
        hangUp();
        await eventually(() => expect(fault?.waiting).toBe(0));
      }
    },
  );
});

import { describe, expect, it } from 'vitest';
import { emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';

const wise = emulatorForTests();
const HOUR = 3_600;

async function offsets() {
  const { code } = await wise.consent();
  const { body, headers } = await wise.token(exchangeOf(code));
  const by = (at: unknown) => Math.round((Date.parse(String(at)) - Date.now()) / 1000 / HOUR);
  return { body, created: by(body.created_at), expires: by(body.expires_at), date: by(headers.get('date')) };
}

describe('a clock that is wrong', () => {
  it.each([2, -3])('shows in every time that Wise tells, by %i hours, and in no duration', async (hours) => {
    await wise.control('PUT', '/settings', { clockOffsetSeconds: hours * HOUR });
    const { body, ...seen } = await offsets();
    expect(seen).toEqual({ created: hours, expires: 12 + hours, date: hours });
    expect(body.expires_in).toBe(43_199);
    const refreshed = await wise.token(refreshOf(body.refresh_token));
    expect(refreshed.status).toBe(200);
  });

  it('ends what it has outlived, as it would at Wise', async () => {
    const { body } = await offsets();
    await wise.control('PUT', '/settings', { clockOffsetSeconds: 13 * HOUR });
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(401);
    await wise.control('PUT', '/settings', { clockOffsetSeconds: 0 });
    expect((await wise.call('/v1/me', body.access_token)).status).toBe(200);
  });
});

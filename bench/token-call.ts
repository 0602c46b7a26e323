import { type Line, measureUntil } from './measure';
import type { Stack } from './stack';

type Asked = { group: string; callers: number; calls: number };

/** What a call to Wise takes without us: a client-credentials token, which the emulator makes in the same way. */
export async function tokenCallAlone(stack: Stack, { group, callers, calls }: Asked): Promise<Line> {
  const { WISE_SANDBOX_CLIENT_ID: id = '', WISE_SANDBOX_CLIENT_SECRET: secret = '' } = stack.settings;
  const pool = stack.connect(stack.emulator.url, callers);
  const headers = {
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return measureUntil((turn) => turn >= calls, {
    group,
    what: 'one call to the token endpoint',
    role: 'limit',
    callers,
    pid: 0,
    act: async () => {
      const body = 'grant_type=client_credentials';
      const answer = await pool.request({ method: 'POST', path: '/oauth/token', headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`the emulator answered ${answer.statusCode}`);
    },
  });
}

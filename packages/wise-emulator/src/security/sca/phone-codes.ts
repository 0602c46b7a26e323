import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { PhoneChannel } from '#emulator/kernel/settings/sca-challenges';
import type { EmulatorState } from '#emulator/kernel/state';
import { tokenJsonV1 } from './one-time-token-json';
import { notOffered, readOneTimeToken } from './pass-challenge';
import { scaProblem } from './sca-problem';
import { verifyFactor } from './verify-factor';

/** The only code of the sandbox: no message is ever sent (openapi.yml, ottSmsVerify). */
export const SANDBOX_CODE = '111111';

const CHANNELS: readonly { name: string; channel: PhoneChannel }[] = [
  { name: 'sms', channel: 'SMS' },
  { name: 'whatsapp', channel: 'WHATSAPP' },
  { name: 'voice', channel: 'VOICE' },
];
const codeSchema = z.object({ otpCode: z.string().regex(/^\d{6}$/, 'six digits') });

/** A code by SMS, WhatsApp or a call: openapi.yml, ott…Trigger and ott…Verify. */
export function addPhoneCodes(server: FastifyInstance, state: EmulatorState): void {
  for (const { name, channel } of CHANNELS) {
    addWiseRoute(server, state, {
      method: 'POST',
      path: `/v1/one-time-token/${name}/trigger`,
      endpoint: `sca:${name}-trigger`,
      token: 'user',
      answer: (call) => trigger(state, call, channel),
    });
    addWiseRoute(server, state, {
      method: 'POST',
      path: `/v1/one-time-token/${name}/verify`,
      endpoint: `sca:${name}-verify`,
      token: 'user',
      answer: (call) =>
        verifyFactor(state, call, {
          challenge: channel,
          given: codeSchema,
          check: ({ otpCode }, token) =>
            token.triggered.has(channel) ? otpCode === SANDBOX_CODE : notTriggered(),
          toJson: tokenJsonV1,
        }),
    });
  }
}

function trigger(state: EmulatorState, call: WiseCall, channel: PhoneChannel): Answer {
  const named = readOneTimeToken(state, call);
  if (!named.ok) return named.answer;
  if (!named.token.offered.includes(channel)) return notOffered(channel);
  const phoneNumber = numberOf(state, call);
  if (phoneNumber === undefined) {
    return scaProblem(404, 'phone.number.not.setup', 'No phone number has been setup.');
  }
  named.token.triggered.add(channel);
  return jsonAnswer(200, JSON.stringify({ obfuscatedPhoneNo: `*********${phoneNumber.slice(-4)}` }));
}

/** The number that the partner gave last, else the user's own at Wise (assumed). */
function numberOf(state: EmulatorState, { token: { clientId, userId } }: WiseCall): string | undefined {
  const given = state.sca.phones.of(clientId, userId).at(-1)?.phoneNumber;
  return given ?? state.people.find(userId)?.profiles.find(({ type }) => type === 'PERSONAL')?.phoneNumber;
}

function notTriggered(): Answer {
  return scaProblem(400, 'challenge.not.triggered', 'No code was sent yet.');
}

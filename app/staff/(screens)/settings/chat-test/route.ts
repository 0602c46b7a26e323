import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { answerForm, seeOther } from '#web/http/answer';
import { readForm } from '#web/http/form';
import { openChat } from '#web/notifications/chat';
import { testChat } from '#web/notifications/test-chat';
import { mustBeStaff } from '#web/staff/current';

const PAGE = '/staff/settings';

/** Tries the staff's chat with a message, for admins. */
export function POST(request: Request): Promise<Response> {
  return answerForm(request, { audience: 'staff', returnTo: PAGE }, async () => {
    const staff = await mustBeStaff(request);
    await readForm(request, staff.sessionId);
    const env = webEnv();
    const chat = openChat(env);
    if (chat === undefined) return seeOther(`${PAGE}?flash=none`);
    const setting = { partnerName: env.PARTNER_NAME, appUrl: env.APP_URL };
    const outcome = await testChat(webDb(), staff, { chat, setting });
    if (outcome.kind === 'taken') return seeOther(`${PAGE}?flash=taken`);
    return seeOther(`${PAGE}?flash=${outcome.why.startsWith('status ') ? 'refused' : outcome.why}`);
  });
}

/** A restored tab, the address typed again: does nothing, and shows the settings. */
export function GET(): Response {
  return seeOther(PAGE);
}

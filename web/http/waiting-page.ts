import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Audience } from '#lib/contract/people';
import { webEnv } from '#web/env/web-env';
import { requestNonce } from './answer';
import { asProblem } from './as-problem';
import type { Form } from './form';
import { webLog } from './log';
import { pageFrame, plainPageInParts } from './plain-page';

/** The field by which a form says that no script runs in its page (components/ui/without-javascript.tsx). */
const WITHOUT_JAVASCRIPT = 'without-javascript';

/** What is done by then is answered as ever. */
const PATIENCE_MS = 1_000;

type Waiting = {
  audience: Audience;
  /** "Checking…" */
  title: string;
  text: string;
  /** Where to go when the act fails after the page has begun. */
  failedTo: string;
};

/**
 * The answer of an act that may take a while. A browser without JavaScript, whose button cannot say so, is shown a page
 * that does: it begins at once and ends, when the act has, with a refresh to where its answer leads.
 *
 * @param act answers with a redirect to a path of ours.
 */
export async function answerOrWaitingPage(
  request: Request,
  form: Form,
  waiting: Waiting,
  act: () => Promise<Response>,
): Promise<Response> {
  const acting = act();
  if (form.text(WITHOUT_JAVASCRIPT) === undefined) return await acting;
  const early = await Promise.race([acting, sleep(PATIENCE_MS, undefined, { ref: false })]);
  return early ?? waitingPage(request, waiting, acting);
}

function waitingPage(request: Request, waiting: Waiting, acting: Promise<Response>): Response {
  const { begin, end } = plainPageInParts({
    ...pageFrame(webEnv(), waiting.audience),
    status: 200,
    title: waiting.title,
    paragraphs: [waiting.text],
    nonce: requestNonce(request),
  });
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const bytes = new TextEncoder();
      controller.enqueue(bytes.encode(begin));
      controller.enqueue(bytes.encode(end(await whereTo(acting, waiting.failedTo))));
      controller.close();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      // nginx would keep the page back until it is whole
      'x-accel-buffering': 'no',
    },
  });
}

async function whereTo(acting: Promise<Response>, failedTo: string): Promise<string> {
  try {
    return (await acting).headers.get('location') ?? failedTo;
  } catch (thrown) {
    const error = asProblem(thrown);
    webLog().error({ err: error, errorCode: error.code }, 'a form failed after its page had begun');
    return failedTo;
  }
}

// The web process of `npm start` and of the end-to-end tests; `npm run dev` runs `next dev`, without the wrapper.
import { Server } from 'node:http';
import { ConfigurationError } from '#lib/env/read';
import { captureOutput } from '#lib/log/capture-output';
import { lastWords } from '#lib/log/last-words';
import { createLogger } from '#lib/log/logger';
import { scrubError } from '#lib/log/scrub';
import { openMetrics } from '#lib/metrics/open-metrics';
import { gracefulShutdown } from '#lib/net/graceful-shutdown';
import { openTracing } from '#lib/tracing/open-tracing';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { markServerWrapped } from '#web/http/server-wrapped';
import { countRequests } from './count-requests';
import { loadNext } from './load-next';
import { readRouteTemplates } from './route-templates';
import { createServerWrapper } from './server-wrapper';
import { traceRequests } from './trace-requests';

await main().catch(giveUp);

async function main(): Promise<void> {
  const env = readOrEnd();
  const log = createLogger('web', env.LOG_LEVEL);
  captureOutput(log);
  markServerWrapped();
  const { next, dir } = loadNext(process.cwd());
  const app = next({
    dev: false,
    dir,
    hostname: env.WEB_HOST,
    port: env.PORT,
    // Next listens for WebSockets on this one, which nobody can reach: nothing here speaks them.
    httpServer: new Server(),
  });
  await app.prepare();
  const wrapper = createServerWrapper(env, app.getRequestHandler(), log);
  const metrics = await openMetrics(env, log);
  if (metrics.isOn) countRequests(wrapper, metrics, readRouteTemplates(dir));
  const tracing = await openTracing(env, 'connect-web', log);
  if (tracing.isOn) traceRequests(wrapper, tracing, readRouteTemplates(dir), env.VAULT_INTERNAL_URL);
  wrapper.once('error', (err) => {
    log.fatal({ err }, 'the web cannot listen');
    process.exit(1);
  });
  wrapper.listen(env.PORT, env.WEB_HOST, () =>
    log.info({ host: env.WEB_HOST, port: env.PORT }, 'web listens'),
  );
  const expedite = gracefulShutdown(wrapper);
  let isEnding = false;
  const end = (status: number): void => {
    if (isEnding) return;
    isEnding = true;
    // Requests in flight first, then what they left to be done after their answer.
    expedite();
    void metrics.close();
    const isTold = tracing.close();
    wrapper.close(() => void Promise.allSettled([app.close(), isTold]).finally(() => process.exit(status)));
  };
  // Not once: systemd signals the supervisor and its children, so a second signal comes, and unheard it would kill.
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  // A state nobody thought of: finish what is in flight, then let the supervisor start afresh.
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'uncaught exception');
    end(1);
  });
}

function readOrEnd(): WebEnv {
  try {
    return webEnv();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // For whoever starts the process; it names variables and never repeats a value.
    lastWords('web', error.message);
    process.exit(1);
  }
}

/** Before anything listens; its message may repeat a value. */
function giveUp(error: unknown): void {
  lastWords('web', `web cannot start: ${JSON.stringify(scrubError(error))}`);
  process.exit(1);
}

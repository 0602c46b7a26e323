// The web process of `npm start` and of the end-to-end tests; `npm run dev` runs `next dev`, without the front.
import { Server } from 'node:http';
import next from 'next';
import { ConfigurationError } from '#lib/env/read';
import { type WebEnv, webEnv } from '#lib/env/web';
import { markFronted } from '#lib/http/fronted';
import { createLogger } from '#lib/log/logger';
import { promptEnd } from '#lib/net/prompt-end';
import { createFront } from './front';

await main();

async function main(): Promise<void> {
  const env = readOrEnd();
  const log = createLogger('web', env.LOG_LEVEL);
  markFronted();
  const app = next({
    dev: false,
    dir: process.cwd(),
    hostname: env.WEB_HOST,
    port: env.PORT,
    // Next listens for WebSockets on this one, which nobody can reach: nothing here speaks them.
    httpServer: new Server(),
  });
  await app.prepare();
  const front = createFront(env, app.getRequestHandler(), log);
  front.once('error', (err) => {
    log.fatal({ err }, 'the web cannot listen');
    process.exit(1);
  });
  front.listen(env.PORT, env.WEB_HOST, () => log.info({ host: env.WEB_HOST, port: env.PORT }, 'web listens'));
  const hurry = promptEnd(front);
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    // Requests in flight first, then what they left to be done after their answer.
    hurry();
    front.close(() => void app.close().finally(() => process.exit(0)));
  };
  // Not once: systemd signals the supervisor and its children, so a second signal comes, and unheard it would kill.
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function readOrEnd(): WebEnv {
  try {
    return webEnv();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // Plain text for whoever starts the process; it names variables and never repeats a value.
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

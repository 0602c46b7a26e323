import 'server-only';
import { createLogger, type Logger } from '#lib/log/logger';
import { type WebEnv, webEnv } from '#web/env/web-env';

let logger: Logger | undefined;

/** The web process's logger. */
export function webLog(env: Pick<WebEnv, 'LOG_LEVEL'> = webEnv()): Logger {
  logger ??= createLogger('web', env.LOG_LEVEL);
  return logger;
}

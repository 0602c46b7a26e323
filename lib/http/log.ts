import 'server-only';
import { type WebEnv, webEnv } from '#lib/env/web';
import { createLogger, type Logger } from '#lib/log/logger';

let logger: Logger | undefined;

/** The web process's logger. */
export function webLog(env: Pick<WebEnv, 'LOG_LEVEL'> = webEnv()): Logger {
  logger ??= createLogger('web', env.LOG_LEVEL);
  return logger;
}

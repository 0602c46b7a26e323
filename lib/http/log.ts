import 'server-only';
import { webEnv } from '#lib/env/web';
import { createLogger, type Logger } from '#lib/log/logger';

let logger: Logger | undefined;

/** The web process's logger. */
export function webLog(): Logger {
  logger ??= createLogger('web', webEnv().LOG_LEVEL);
  return logger;
}

import { ConfigurationError } from '#lib/env/read';
import { lastWords } from '#lib/log/last-words';
import { createLogger } from '#lib/log/logger';
import { RETENTION } from '#lib/retention/rules';
import { startSweeper } from '#lib/retention/sweeper';
import { watchVault } from '#web/alarms/watch-vault';
import { checkProviders } from '#web/auth/provider-document';
import { webDb } from '#web/db/web-db';
import { webEnv } from '#web/env/web-env';
import { isServerWrapped } from '#web/http/server-wrapped';
import { startNoticesMailer } from '#web/mail/mailer';
import { startTelling } from '#web/notifications/start-telling';

/** A web process that cannot work says why and does not start; then what runs beside requests begins. */
export function startWeb(): void {
  try {
    webEnv();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // For whoever starts the process; it names variables and never repeats a value.
    lastWords('web', error.message);
    process.exit(1);
  }
  if (webEnv().NODE_ENV === 'production' && !isServerWrapped()) {
    lastWords('web', 'web cannot start:\n  - it stands behind web/server/main.ts: npm start');
    process.exit(1);
  }
  const log = createLogger('web', webEnv().LOG_LEVEL);
  startNoticesMailer();
  startTelling();
  watchVault({ db: webDb(), log });
  startSweeper({ db: webDb(), rules: RETENTION.web, log });
  void checkProviders(webEnv(), log);
}

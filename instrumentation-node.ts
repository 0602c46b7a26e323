import { watchVault } from '#lib/alarms/watch-vault';
import { webDb } from '#lib/db/web';
import { ConfigurationError } from '#lib/env/read';
import { webEnv } from '#lib/env/web';
import { isFronted } from '#lib/http/fronted';
import { lastWords } from '#lib/log/last-words';
import { createLogger } from '#lib/log/logger';
import { startNoticesMailer } from '#lib/mail/mailer';
import { RETENTION } from '#lib/retention/rules';
import { startSweeper } from '#lib/retention/sweeper';
import { checkProviders } from '#lib/sign-in/provider-document';

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
  if (webEnv().NODE_ENV === 'production' && !isFronted()) {
    lastWords('web', 'web cannot start:\n  - it stands behind web/main.ts: npm start');
    process.exit(1);
  }
  const log = createLogger('web', webEnv().LOG_LEVEL);
  startNoticesMailer();
  watchVault({ db: webDb(), log });
  startSweeper({ db: webDb(), rules: RETENTION.web, log });
  void checkProviders(webEnv(), log);
}

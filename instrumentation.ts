import { isNodeRuntime } from '#lib/env/runtime';

/**
 * Runs once when a web process starts: a process that cannot work says why and does not start; then
 * what runs beside requests begins.
 */
export async function register(): Promise<void> {
  if (!isNodeRuntime()) return;
  const [{ ConfigurationError }, { webEnv }, { startNoticesMailer }] = await Promise.all([
    import('#lib/env/read'),
    import('#lib/env/web'),
    import('#lib/mail/mailer'),
  ]);
  try {
    webEnv();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    // Plain text for whoever starts the process; it names variables and never repeats a value.
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  startNoticesMailer();
}

const EVERY_MS = 250;

/**
 * Gives this process the SIGTERM that was meant for it: npm hands its own to the shell between us, and dash dies of it
 * without a word, so that whatever was started would go on without anybody and keep its ports. For the commands that
 * run until they are stopped; does nothing outside npm, nor where a parent's end cannot be seen (Windows).
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, EVERY_MS);
  watch.unref();
}

/**
 * Next calls this once when a web process starts. It compiles the file for its edge runtime too, where nothing of
 * ours runs: only a literal comparison, replaced while compiling, keeps Node's code out of that bundle.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { startWeb } = await import('./instrumentation-node');
    startWeb();
  }
}

/** True in Node. Next compiles `instrumentation.ts` for its edge runtime too, where nothing of ours runs. */
export function isNodeRuntime(): boolean {
  return process.env.NEXT_RUNTIME === 'nodejs';
}

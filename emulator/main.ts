import { readArguments, USAGE } from './arguments';
import { startEmulator } from './server';

async function main(): Promise<void> {
  const emulator = await startEmulator(readArguments(process.argv.slice(2)));
  process.stdout.write(`emulator ready ${emulator.url}\nemulator mTLS host ${emulator.mtls.url}\n`);
  const stop = () => {
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The emulator did not start: ${error instanceof Error ? error.message : String(error)}\n${USAGE}`,
  );
  process.exit(1);
});

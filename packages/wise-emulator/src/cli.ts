// The command: importing this file runs it. Ends on SIGTERM or SIGINT; exits with 1 and says why when it cannot start.
import { environmentArguments, readArguments, USAGE } from './arguments';
import { startEmulator } from './server';

if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
  process.stdout.write(USAGE);
  process.exit(0);
}

try {
  await run([...environmentArguments(process.env), ...process.argv.slice(2)]);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The emulator did not start: ${reason}\n${USAGE}`);
  process.exit(1);
}

async function run(args: readonly string[]): Promise<void> {
  const emulator = await startEmulator(readArguments(args));
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

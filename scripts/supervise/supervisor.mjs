// Runs the product's processes and the embedded database together until told to stop.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../error.mjs';
import { isPortFree } from '../ports.mjs';
import { Child, STOP_WITHIN_MS } from './child.mjs';
import { checkDataFolder } from './data-folder.mjs';
import { endLeftovers, keepNotes } from './notes.mjs';
import { portHolder } from './port-holder.mjs';

/** @typedef {import('./child.mjs').ChildSpec} ChildSpec */
/** @typedef {{ port: number; host: string; what: string; name: string }} Port `name`: the variable that moves it */
/** @typedef {(text: string) => void} Say */
/** @typedef {(exitCode: number) => Promise<void>} Stop */

/**
 * @typedef {object} Database
 * @property {() => Promise<boolean>} isGone whether the server has died
 * @property {() => Promise<(spec: ChildSpec) => ChildSpec>} revive starts it again; the answer gives a child the new addresses
 * @property {() => Promise<void>} close stops it, if it is ours to stop
 */

/**
 * Starts every child and waits until each is ready.
 * @param {object} options
 * @param {string} options.dataDir
 * @param {ChildSpec[]} options.specs
 * @param {Database | undefined} options.database undefined: the database is somebody else's
 * @param {((name: string, line: string) => void) | undefined} options.onLine
 * @param {(text: string) => void} options.say
 * @param {number} [options.stopWithinMs]
 * @returns {Promise<boolean>} false when one ended before it was ready (it has said why)
 */
export async function supervise({ dataDir, specs, database, onLine, say, stopWithinMs = STOP_WITHIN_MS }) {
  /** @type {Child[]} */
  const children = [];
  let stopping = /** @type {Promise<void> | undefined} */ (undefined);
  const notes = keepNotes(dataDir, say);
  const note = () => notes.write(children.flatMap((child) => child.noted()));
  const kill = () => {
    for (const child of children) child.kill();
  };
  const stop = (/** @type {number} */ code) => {
    stopping ??= (async () => {
      process.exitCode = code;
      await Promise.all(children.map((child) => child.stop()));
      notes.remove();
      await database?.close();
    })()
      .catch((error) => {
        process.exitCode = 1;
        kill();
        say(`stopping failed: ${error.stack}`);
      })
      .then(() => process.exit());
    return stopping;
  };
  stopOnSignals(stop, kill, say);
  stopOnFaults(stop, say);

  let failed = false;
  const onFatal = (/** @type {string} */ problem) => {
    failed = true;
    say(problem);
  };
  for (const spec of specs) {
    children.push(new Child(spec, { onLine, say, onStart: () => setImmediate(note), onFatal, stopWithinMs }));
  }
  const ready = await Promise.all(children.map((child) => child.ready));
  if (failed || ready.includes(false)) {
    await stop(1);
    return false;
  }
  if (database) void keepDatabase(database, specs, children, say, () => stopping !== undefined);
  return true;
}

// npm passes a Ctrl-C on that the terminal has already sent: only a later second signal means impatience.
/** @param {Stop} stop @param {() => void} kill @param {Say} say */
function stopOnSignals(stop, kill, say) {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (first === 0) {
        first = Date.now();
        say('stopping … (a second Ctrl-C ends everything at once)');
        void stop(0);
      } else if (Date.now() - first > 1000) {
        kill();
      }
    });
  }
}

// Whatever fails here must not leave the product running with nobody to end it.
/** @param {Stop} stop @param {Say} say */
function stopOnFaults(stop, say) {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (error) => {
      say(`the supervisor failed, and stops everything: ${error?.stack ?? error}`);
      void stop(1);
    });
  }
  // output that nobody takes, or for which there is no room, is lost; the product runs on
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/**
 * @param {Database} database
 * @param {ChildSpec[]} specs
 * @param {Child[]} children
 * @param {Say} say
 * @param {() => boolean} isStopping
 */
async function keepDatabase(database, specs, children, say, isStopping) {
  let lastProblem = '';
  while (!isStopping()) {
    await sleep(500);
    try {
      if (isStopping() || !(await database.isGone())) continue;
      const readdress = await database.revive();
      say('the database had died; it runs again');
      for (const [at, spec] of specs.entries()) {
        const next = readdress(spec);
        if (JSON.stringify(next.env) !== JSON.stringify(spec.env)) children[at]?.restart(next);
        specs[at] = next;
      }
      lastProblem = '';
    } catch (error) {
      const problem = messageOf(error);
      if (problem !== lastProblem) say(`the database died and does not start: ${problem}`);
      lastProblem = problem;
      await sleep(2000);
    }
  }
}

/**
 * Clears the way: checks the data folder, ends what a killed supervisor left behind and checks that every port is free.
 * @param {string} dataDir
 * @param {Port[]} ports
 * @returns {Promise<string[]>} names of leftover processes that were ended
 * @throws naming the folder, or every port in use, who holds it and how to choose another
 */
export async function clearTheWay(dataDir, ports) {
  checkDataFolder(dataDir);
  const ended = await endLeftovers(dataDir);
  // the system frees the ports of a killed process a moment after it has gone
  for (const until = Date.now() + (ended.length > 0 ? 5000 : 0); ; await sleep(50)) {
    const problems = await portProblems(ports);
    if (problems.length === 0) return ended;
    if (Date.now() >= until) throw new Error(problems.join('\n'));
  }
}

/** @param {Port[]} ports */
async function portProblems(ports) {
  const problems = [];
  for (const wanted of ports) {
    const { port, host, what, name } = wanted;
    // not by name: METRICS_PORT is of web and of the vault
    const same = ports.find((other) => other.port === port && other !== wanted);
    if (same) problems.push(`port ${port} is wanted for ${what} and for ${same.what}: change ${name}`);
    else if (!(await isPortFree(port, host))) {
      const holder = portHolder(port);
      problems.push(
        `port ${port} (${what}) is in use: end what uses it, or choose another with ${name}=…${holder ? ` (${holder})` : ''}`,
      );
    }
  }
  return problems;
}

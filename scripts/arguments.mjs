// Every command line of this repository is read by Node's own parser (util.parseArgs), with the same manners: --help
// prints how the command is used and ends with 0; a word or an option that nobody would read ends with 2.
import { parseArgs } from 'node:util';
import { messageOf } from './error.mjs';

/** @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options */
/**
 * @template {Options} T
 * @typedef {ReturnType<typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>>} Read
 */

/**
 * Reads a command line.
 * @template {Options} T
 * @param {readonly string[]} words
 * @param {T} options
 * @param {string} usage
 * @returns {Read<T> | { problem: string }} the problem names what is wrong, and how the command is used
 */
export function readArguments(words, options, usage) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    const [reason = ''] = messageOf(error).split('. ');
    return { problem: `${reason}\n${usage}` };
  }
}

/** @param {readonly string[]} words @returns {boolean} whether they ask how the command is used */
export function asksForHelp(words) {
  const options = words.slice(0, words.includes('--') ? words.indexOf('--') : words.length);
  return options.includes('--help') || options.includes('-h');
}

/**
 * The words of a script that takes no options, only values such as numbers or a folder. Ends the process at `--help`, at
 * an option, and at more words than it reads.
 * @param {string} usage
 * @param {number} most how many words it reads
 * @returns {string[]}
 */
export function readValues(usage, most) {
  const words = process.argv.slice(2);
  if (asksForHelp(words)) endWith(0, usage);
  const read = readArguments(words, {}, usage);
  if ('problem' in read) return endWith(2, read.problem);
  if (read.positionals.length > most) endWith(2, `one word too many: ${read.positionals[most]}\n${usage}`);
  return read.positionals;
}

/**
 * The same for numbers above zero, or from `lowest` on.
 * @param {string} usage
 * @param {number} most
 * @param {number} [lowest]
 * @returns {number[]}
 */
export function readNumbers(usage, most, lowest = 1) {
  return readValues(usage, most).map((word) => {
    const number = Number(word);
    return Number.isInteger(number) && number >= lowest
      ? number
      : endWith(2, `not a whole number from ${lowest} on: ${word}\n${usage}`);
  });
}

/**
 * Ends the process when a command that takes no options was given some: what nobody reads must not look as if it was
 * obeyed (`npm start -- --port 8080`).
 * @param {string} command as it is typed
 * @param {string} where its settings stand
 */
export function refuseOptions(command, where) {
  const given = process.argv.slice(2);
  if (given.length === 0) return;
  if (asksForHelp(given)) endWith(0, `usage: ${command} (it takes no options; ${where})`);
  endWith(2, `${command} takes no options (given: ${given.join(' ')}); ${where}`);
}

/** @param {0 | 2} exitCode @param {string} text @returns {never} */
function endWith(exitCode, text) {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  process.exit(exitCode);
}

/**
 * Ends the process when a command that takes no options was given some: what nobody reads must not look as if it was
 * obeyed (`npm start -- --port 8080`).
 * @param {string} command as it is typed
 * @param {string} where its settings stand
 */
export function refuseOptions(command, where) {
  const given = process.argv.slice(2);
  if (given.length === 0) return;
  process.stderr.write(`${command} takes no options (given: ${given.join(' ')}); ${where}\n`);
  process.exit(2);
}

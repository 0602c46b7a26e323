const COLOURS = [36, 35, 33, 32];
// `next dev` writes the address of every request: that of a link opens what the link is for
const CREDENTIAL_IN_QUERY = /([?&](?:token|code|completion_code|state)=)[\w%.~+/=-]+/g;

/**
 * @param {string[]} names of the processes
 * @returns {(name: string, line: string) => void} writes a process's line with its name in front, and without
 *   credentials in queries
 */
export function prefixer(names) {
  const width = Math.max(...names.map((name) => name.length));
  const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;
  return (name, line) => {
    const label = name.padEnd(width);
    const colour = COLOURS[names.indexOf(name) % COLOURS.length];
    const text = line.replace(CREDENTIAL_IN_QUERY, '$1…');
    process.stdout.write(`${isColoured ? `\x1b[${colour}m${label}\x1b[0m` : label} | ${text}\n`);
  };
}

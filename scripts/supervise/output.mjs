const COLOURS = [36, 35, 33, 32];

/**
 * @param {string[]} names of the processes
 * @returns {(name: string, line: string) => void} writes a process's line with its name in front
 */
export function prefixer(names) {
  const width = Math.max(...names.map((name) => name.length));
  const isColoured = process.stdout.isTTY && !process.env.NO_COLOR;
  return (name, line) => {
    const label = name.padEnd(width);
    const colour = COLOURS[names.indexOf(name) % COLOURS.length];
    process.stdout.write(`${isColoured ? `\x1b[${colour}m${label}\x1b[0m` : label} | ${line}\n`);
  };
}

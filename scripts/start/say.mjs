import fs from 'node:fs';

/**
 * Tells whoever runs `npm start`, on standard error: as it is to a person at a terminal, else one JSON object a line, as
 * the processes log. What cannot be written is lost; nothing fails for it.
 * @param {string} text
 * @param {'info' | 'fatal'} [level]
 */
export function say(text, level = 'info') {
  const line = (/** @type {string} */ msg) =>
    JSON.stringify({ level, time: new Date().toISOString(), pid: process.pid, name: 'supervisor', msg });
  const lines = text.split('\n');
  const shaped = process.stderr.isTTY ? lines : lines.map(line);
  try {
    fs.writeSync(2, `${shaped.join('\n')}\n`);
  } catch {
    // a full disk, or nobody reads
  }
}

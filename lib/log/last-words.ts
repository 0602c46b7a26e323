import fs from 'node:fs';

/**
 * Why a process does not start, on standard error: as it is for a person at a terminal, else one JSON object a line.
 * Written at once, because the process ends.
 */
export function lastWords(name: string, text: string): void {
  const line = (msg: string) =>
    JSON.stringify({ level: 'fatal', time: new Date().toISOString(), pid: process.pid, name, msg });
  const lines = text.trimEnd().split('\n');
  const shaped = process.stderr.isTTY ? lines : lines.map(line);
  try {
    fs.writeSync(2, `${shaped.join('\n')}\n`);
  } catch {
    // a full disk is no reason to say why in vain
  }
}

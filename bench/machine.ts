import os from 'node:os';

/** What the numbers were measured on: without it they mean nothing. */
export function machine(): string {
  const [cpu] = os.cpus();
  const gigabytes = Math.round(os.totalmem() / 2 ** 30);
  return `${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GiB, ${os.type()} ${os.arch()}, Node ${process.versions.node}`;
}

import { describe, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { createTasks } from './tasks';

const lines: string[] = [];
const log = createLogger('test', 'debug', { write: (line) => lines.push(line) });

describe('tasks', () => {
  it('are waited for when the vault stops, with the work they start themselves', async () => {
    const tasks = createTasks(log);
    const done: string[] = [];
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    tasks.start('outer', async () => {
      await gate;
      done.push('outer');
      tasks.start('inner', async () => {
        await Promise.resolve();
        done.push('inner');
      });
    });
    const drained = tasks.drain(5_000);
    expect(tasks.isStopping).toBe(true);
    finish();
    expect(await drained).toBe(true);
    expect(done).toEqual(['outer', 'inner']);
  });

  it('are left behind when they take longer than the drain', async () => {
    const tasks = createTasks(log);
    tasks.start('stuck', () => new Promise(() => undefined));
    tasks.start('quick', () => Promise.resolve());
    expect(await tasks.drain(20)).toBe(false);
  });

  it('that fail are logged, and tell whoever waits for them', async () => {
    const tasks = createTasks(log);
    await expect(tasks.run('failing', () => Promise.reject(new Error('broken pipe')))).rejects.toThrow(
      'broken',
    );
    expect(await tasks.drain(1_000)).toBe(true);
    expect(lines.join('')).toContain('broken pipe');
  });
});

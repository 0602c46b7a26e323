import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';

/**
 * Prisma's adapter over a pool of ours. adapter-pg 7.10.0 asks `pool instanceof pg.Pool`: given a pool of another copy
 * of pg it makes one of its own, without an address, and says nothing (prisma/orm issue 29897). There were two copies where Node did not follow
 * the links under .next/node_modules (lib/log/destination.ts says why).
 */
export function adapterOver(pool: pg.Pool): PrismaPg {
  const adapter = new PrismaPg(pool);
  Reflect.set(adapter, 'externalPool', pool);
  return adapter;
}

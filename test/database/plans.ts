// The plans of the statements that the product really sends, as PostgreSQL ran them: auto_explain sends each as a notice.

import type pg from 'pg';
import * as z from 'zod';
import { withClient } from '#scripts/db/roles';

const nodeSchema = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number().default(0),
  'Actual Loops': z.number().default(0),
  'Rows Removed by Filter': z.number().default(0),
  'Rows Removed by Index Recheck': z.number().default(0),
  get Plans(): z.ZodDefault<z.ZodArray<typeof nodeSchema>> {
    return z.array(nodeSchema).default([]);
  },
});
const explainedSchema = z.object({ 'Query Text': z.string(), Plan: nodeSchema });

type PlanNode = z.output<typeof nodeSchema>;

/** One statement as it ran. */
export type Plan = {
  /** Milliseconds in the database. */
  ms: number;
  text: string;
  /** Tables that were read from end to end. */
  scannedWhole: string[];
  /** Rows and index entries that were looked at, those that were thrown away too. */
  rowsRead: number;
  /** Each table or index that it read, and how: `Index Scan grants_due`. */
  reads: string[];
};

/** Has every session of these roles that begins from now on explain what it runs, in its functions and triggers too. */
export async function explainAll(
  superUrl: string,
  database: string,
  { roles, analyse }: { roles: string[]; analyse: boolean },
): Promise<void> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': String(analyse),
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
    client_min_messages: 'notice',
  };
  await withClient(superUrl, async (superuser) => {
    const inDatabase = `IN DATABASE ${superuser.escapeIdentifier(database)}`;
    for (const role of roles) {
      for (const [name, value] of Object.entries(settings)) {
        await superuser.query(
          `ALTER ROLE ${role} ${inDatabase} SET ${name} = ${superuser.escapeLiteral(value)}`,
        );
      }
    }
  });
}

/** Collects the plans of a pool whose sessions explain; call it before the pool's first statement. */
export function collectPlans(pool: pg.Pool): { take: () => Plan[] } {
  let plans: Plan[] = [];
  pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => {
      const [, ms, json] = /^duration: ([\d.]+) ms {2}plan:\n(.*)$/s.exec(message) ?? [];
      if (ms !== undefined && json !== undefined) plans.push(read(Number(ms), json));
    });
  });
  return {
    take: () => {
      const taken = plans;
      plans = [];
      return taken;
    },
  };
}

function read(ms: number, json: string): Plan {
  const { 'Query Text': text, Plan: top } = explainedSchema.parse(JSON.parse(json));
  const nodes = all(top);
  const scans = nodes.filter(
    (node) =>
      /Scan$/.test(node['Node Type']) && !/^(CTE|Subquery|Function|Values|Work)/.test(node['Node Type']),
  );
  return {
    ms,
    text,
    scannedWhole: scans.flatMap((node) =>
      node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0 ? (node['Relation Name'] ?? []) : [],
    ),
    reads: [
      ...new Set(
        scans.map((node) => `${node['Node Type']} ${node['Index Name'] ?? node['Relation Name'] ?? ''}`),
      ),
    ],
    rowsRead: Math.round(scans.reduce((sum, node) => sum + rowsOf(node) * node['Actual Loops'], 0)),
  };
}

const rowsOf = (node: PlanNode) =>
  node['Actual Rows'] + node['Rows Removed by Filter'] + node['Rows Removed by Index Recheck'];

function all(node: PlanNode): PlanNode[] {
  return [node, ...node.Plans.flatMap(all)];
}

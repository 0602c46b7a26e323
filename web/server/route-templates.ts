import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

/** Which file-route serves which address, as `next build` writes it. */
const manifest = z.record(z.string(), z.string());

export type RouteOf = (pathname: string) => string;

/** The routes of the built app, for the metrics. */
export function readRouteTemplates(nextDir: string): RouteOf {
  const file = path.join(nextDir, '.next/app-path-routes-manifest.json');
  return routeMatcher(Object.values(manifest.parse(JSON.parse(readFileSync(file, 'utf8')))));
}

/**
 * Says which route an address belongs to: `/connections/[id]` of `/connections/7`. What is no route of ours is `none`,
 * whatever it says, and files are `files`.
 */
export function routeMatcher(templates: readonly string[]): RouteOf {
  const literal = new Set(templates.filter((template) => !template.includes('[')));
  const patterns = templates
    .filter((template) => template.includes('['))
    // a fixed segment before a dynamic one, as Next has it
    .sort((a, b) => (a.replaceAll('[', '\u{10ffff}') < b.replaceAll('[', '\u{10ffff}') ? -1 : 1))
    .map((template) => ({ template, pattern: patternOf(template) }));
  return (pathname) => {
    if (pathname.startsWith('/_next/static/')) return 'files';
    const bare = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
    if (literal.has(bare)) return bare;
    return patterns.find(({ pattern }) => pattern.test(bare))?.template ?? 'none';
  };
}

function patternOf(template: string): RegExp {
  const parts = template.split('/').map((segment) => {
    if (/^\[\[?\.\.\./.test(segment)) return '.+';
    if (segment.startsWith('[')) return '[^/]+';
    return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}

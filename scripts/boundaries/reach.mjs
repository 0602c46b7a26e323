/**
 * What must not be reached from a starting point through any chain of run-time imports: files, folders or packages.
 * @type {{ from: string; never: string[]; why: string }[]}
 */
export const REACH = [
  {
    from: 'vault',
    never: [
      'app',
      'components',
      'wise-emulator',
      'e2e',
      'bench',
      'test',
      'scripts',
      'web',
      'server-only',
      'next',
      'react',
      'next-auth',
    ],
    why: 'the vault carries no web code',
  },
  {
    from: 'app',
    never: ['vault', 'wise-emulator', 'e2e', 'bench', 'test', 'scripts', 'cli', 'fastify', 'oauth4webapi'],
    why: 'the web process holds nothing of the vault',
  },
  {
    from: 'components',
    never: ['node:*', 'pg', '@prisma/client', 'pino'],
    why: 'views are sent to browsers',
  },
  {
    from: 'packages/wise-emulator/src',
    never: ['lib', 'web', 'cli', 'vault', 'app', 'components', 'e2e', 'bench', 'test', 'scripts'],
    why: 'the emulator is no part of the product',
  },
  {
    from: 'scripts/start',
    never: [
      'app',
      'components',
      'web',
      'vault',
      'cli',
      'packages',
      'e2e',
      'bench',
      'test',
      'scripts/dev',
      'scripts/test',
      'scripts/build',
      'tsx',
      'esbuild',
      'typescript',
      'prisma',
      '@prisma/client',
      'next',
    ],
    why: 'production installs no packages of development',
  },
];

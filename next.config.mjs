/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  // what a web process needs at run time, packages included, in .next/standalone (docs/decisions/022)
  output: 'standalone',
  outputFileTracingRoot: import.meta.dirname,
  // pictures are not resized here
  outputFileTracingExcludes: { '**': ['node_modules/@img/**', 'node_modules/sharp/**'] },
  poweredByHeader: false,
  // `npm run types` checks everything with the stricter compiler, before any build
  typescript: { ignoreBuildErrors: true },
  // one copy of what holds connections and native code, not one per bundle
  serverExternalPackages: [
    '@prisma/client',
    '@prisma/adapter-pg',
    'pg',
    'pino',
    'next-auth',
    'nodemailer',
    'undici',
  ],
  devIndicators: false,
  // no page uses it: /_next/image would resize pictures for anybody, at the cost of our CPU and disk
  images: { unoptimized: true },
  // `next dev` prints each request's address; these carry codes and sign-in tokens
  logging: {
    incomingRequests: {
      ignore: [/^\/connect\/[^/]+\/callback/, /^\/api\/auth\//, /^\/(staff\/)?sign-in\/link/],
    },
  },
  experimental: {
    // Next would answer a request with an RSC header by a redirect that repeats its address; the callback answers it
    // with 204 instead (web/http/prefetch.ts). No cache stands before us that this check would protect.
    validateRSCRequestHeaders: false,
    // 130 MB for the next build to begin with; none comes after one on CI or in an image
    turbopackFileSystemCacheForBuild: !process.env.CI,
  },
};

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run types` checks everything with the stricter compiler, before any build
  typescript: { ignoreBuildErrors: true },
  // one copy of what holds connections and native code, not one per bundle
  serverExternalPackages: ['@prisma/client', '@prisma/adapter-pg', 'pg', 'pino', 'next-auth', 'nodemailer'],
  // no page is the same for two people, and a browser must not keep one: proxy.ts says so on every answer
  devIndicators: false,
};

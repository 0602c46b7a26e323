// Started by `npm run dev`: node --import tsx scripts/dev/mailbox/main.ts PAGE_PORT SMTP_PORT
import { startDevMailbox } from './server';

const [page, smtp] = process.argv.slice(2).map(Number);
const mailbox = await startDevMailbox({ page: page ?? 0, smtp: smtp ?? 0 });
console.log(`mailbox ready ${mailbox.url}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void mailbox.close().then(() => process.exit(0)));
}

// A shop with customers of its own, who connect Wise without signing in a second time. README.md says how it is started.
import { createServer } from 'node:http';
import { connectWise } from '@connect-wise/sdk';
import { EventLog, haveEventsSent } from './events.ts';
import { People } from './people.ts';
import { type App, EVENTS, handle } from './server.ts';

const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: npm run example sets it`);
  return value;
};

const port = Number(process.env.PORT || 4030);
const origin = `http://127.0.0.1:${port}`;
const wise = connectWise({ url: setting('CONNECT_WISE_URL'), apiKey: setting('CONNECT_WISE_API_KEY') });
const log = new EventLog();
const app: App = {
  origin,
  // where customers are sent to: the policy of our pages names it
  connectWiseOrigin: new URL(setting('CONNECT_WISE_PAGES')).origin,
  eventSecret: process.env.CONNECT_WISE_EVENT_SECRET,
  wise,
  log,
  people: new People(),
};

const server = createServer((request, response) => void handle(app, request, response));
const stop = new AbortController();
server.listen(port, '127.0.0.1', () => {
  console.log(`example app ready ${origin}`);
  void hear();
});

/** First have them sent, then ask for what was before, so that none falls between. Where they cannot be sent, ask on. */
async function hear(): Promise<void> {
  try {
    app.eventSecret ??= await haveEventsSent(wise, origin + EVENTS);
    await log.catchUp(wise);
  } catch (error) {
    console.error('events are asked for:', error instanceof Error ? error.message : error);
    await log.follow(wise, stop.signal);
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop.abort();
    server.close();
    server.closeAllConnections();
  });
}

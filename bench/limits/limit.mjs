// The least that a server could do for a vend, in a process of its own: node:http, one named statement, one AES-GCM open and,
// as `recorded`, one durable insert for each request. What the vault adds to that is what it costs.
//
// node limit.mjs <http | statement | recorded> <database address> <key, hex>
import { createDecipheriv } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const [mode = 'http', connectionString = '', key = ''] = process.argv.slice(2);
const NONCE = 12;
const TAG = 16;
const pool = new pg.Pool({ connectionString, max: 10 });
const read = { name: 'limit-read', text: 'SELECT sealed, version FROM bench_limit WHERE id = $1' };
const record = { name: 'limit-record', text: 'INSERT INTO bench_limit_records (connection_id) VALUES ($1)' };
const secret = Buffer.from(key, 'hex');

/** @param {Buffer} sealed */
function open(sealed) {
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, NONCE));
  decipher.setAuthTag(sealed.subarray(-TAG));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString();
}

/** @param {string} id */
async function answer(id) {
  if (mode === 'http') return { access_token: 'nothing was read for it', version: '1' };
  const { rows } = await pool.query({ ...read, values: [id] });
  if (mode === 'recorded') await pool.query({ ...record, values: [id] });
  return { access_token: open(rows[0].sealed), version: rows[0].version };
}

const server = createServer((request, response) => {
  answer((request.url ?? '').slice(1)).then(
    (body) => {
      const text = JSON.stringify(body);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    },
    (error) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`ready http://127.0.0.1:${address.port}`);
});

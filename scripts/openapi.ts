// `npm run openapi`: writes docs/partner-api.openapi.json from lib/contract. A test holds it to that.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { partnerOpenApi } from '#vault/openapi/document';
import { root } from './paths.mjs';

const file = path.join(root, 'docs/partner-api.openapi.json');
writeFileSync(file, `${JSON.stringify(partnerOpenApi(), null, 2)}\n`);
console.log(`${file} is written`);

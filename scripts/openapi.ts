// `npm run openapi`: writes docs/partner-api.openapi.json from lib/contract/partner-api.ts. A test holds it to that.
import { writeFileSync } from 'node:fs';
import { OPENAPI_FILE, partnerOpenApi } from './openapi/partner-api';

writeFileSync(OPENAPI_FILE, `${JSON.stringify(partnerOpenApi(), null, 2)}\n`);
console.log(`${OPENAPI_FILE} is written`);

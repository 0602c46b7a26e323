// `npm run openapi`: writes docs/partner-api.openapi.json from lib/contract, and from it what the SDK's client is made
// of. Tests hold both to that.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { partnerOpenApi } from '#vault/openapi/document';
import { refuseOptions } from './arguments.mjs';
import { root } from './paths.mjs';
import { sdkSources } from './sdk/sources';

refuseOptions('npm run openapi', 'it writes the description of the partner API');
const text = `${JSON.stringify(partnerOpenApi(), null, 2)}\n`;
write('docs/partner-api.openapi.json', text);
for (const [name, source] of Object.entries(await sdkSources(JSON.parse(text)))) {
  write(`packages/sdk/src/generated/${name}`, source);
}

function write(name: string, content: string): void {
  const file = path.join(root, name);
  writeFileSync(file, content);
  console.log(`${file} is written`);
}

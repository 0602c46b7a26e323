import type { FastifyInstance } from 'fastify';
import type { EmulatorState } from '#emulator/kernel/state';
import { addDeviceFingerprints } from './device-fingerprints';
import { addFaceMaps } from './face-maps';
import { addOneTimeTokens } from './one-time-token-routes';
import { addPhoneCodes } from './phone-codes';
import { addPhoneNumbers } from './phone-number-routes';
import { addPins } from './pins';

/** Strong customer authentication over the API. */
export function addSca(server: FastifyInstance, state: EmulatorState): void {
  addOneTimeTokens(server, state);
  addPins(server, state);
  addDeviceFingerprints(server, state);
  addFaceMaps(server, state);
  addPhoneCodes(server, state);
  addPhoneNumbers(server, state);
}

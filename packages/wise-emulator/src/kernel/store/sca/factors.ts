import { nanosecondTime } from '../clock';

export type DeviceFingerprint = { deviceFingerprintId: string; createdAt: string; fingerprint: string };
type Enrolled = { pin?: string; hasFaceMap?: boolean; devices: DeviceFingerprint[] };

/** openapi.yml, scaDeviceFingerprintCreate: "default is 3". */
const MAX_DEVICES = 3;

/** Whose factors: a profile's (v2) or a user's (v1, deprecated), each as one app enrolled them. */
export type FactorOwner = { clientId: string } & ({ profileId: string } | { userId: string });

/** The PINs, devices and face maps that partners enrolled. */
export class Factors {
  readonly #enrolled = new Map<string, Enrolled>();

  pinOf(owner: FactorOwner): string | undefined {
    return this.#find(owner)?.pin;
  }

  /** False when there is one already. */
  addPin(owner: FactorOwner, pin: string): boolean {
    const enrolled = this.#enrol(owner);
    if (enrolled.pin !== undefined) return false;
    enrolled.pin = pin;
    return true;
  }

  /** False when there is none. */
  removePin(owner: FactorOwner): boolean {
    const enrolled = this.#find(owner);
    if (enrolled?.pin === undefined) return false;
    delete enrolled.pin;
    return true;
  }

  hasFaceMap(owner: FactorOwner): boolean {
    return this.#find(owner)?.hasFaceMap === true;
  }

  /** False when there is one already. */
  addFaceMap(owner: FactorOwner): boolean {
    if (this.hasFaceMap(owner)) return false;
    this.#enrol(owner).hasFaceMap = true;
    return true;
  }

  /** False when there is none. */
  removeFaceMap(owner: FactorOwner): boolean {
    if (!this.hasFaceMap(owner)) return false;
    this.#enrol(owner).hasFaceMap = false;
    return true;
  }

  devicesOf(owner: FactorOwner): readonly DeviceFingerprint[] {
    return this.#find(owner)?.devices ?? [];
  }

  addDevice(owner: FactorOwner, fingerprint: string, now: number): DeviceFingerprint | 'exists' | 'too_many' {
    const { devices } = this.#enrol(owner);
    if (devices.some((device) => device.fingerprint === fingerprint)) return 'exists';
    if (devices.length >= MAX_DEVICES) return 'too_many';
    const deviceFingerprintId = crypto.randomUUID();
    const device = { deviceFingerprintId, createdAt: nanosecondTime(now), fingerprint };
    devices.push(device);
    return device;
  }

  /** False when there is no such device. */
  removeDevice(owner: FactorOwner, id: string): boolean {
    const devices = this.#find(owner)?.devices ?? [];
    const index = devices.findIndex(({ deviceFingerprintId }) => deviceFingerprintId === id.toLowerCase());
    if (index === -1) return false;
    devices.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#enrolled.clear();
  }

  #find(owner: FactorOwner): Enrolled | undefined {
    return this.#enrolled.get(keyOf(owner));
  }

  #enrol(owner: FactorOwner): Enrolled {
    const enrolled = this.#find(owner) ?? { devices: [] };
    this.#enrolled.set(keyOf(owner), enrolled);
    return enrolled;
  }
}

function keyOf(owner: FactorOwner): string {
  return 'profileId' in owner
    ? JSON.stringify([owner.clientId, 'profile', owner.profileId])
    : JSON.stringify([owner.clientId, 'user', owner.userId]);
}

export type PhoneNumber = { id: number; userId: string; clientId: string; phoneNumber: string };

/** The id of openapi.yml's example. */
const FIRST_ID = 1_230_944;
const CAPACITY = 10_000;

/** The verified phone numbers that partners gave their users. One number belongs to one user. */
export class PhoneNumbers {
  #rows: PhoneNumber[] = [];
  #nextId = FIRST_ID;

  of(clientId: string, userId: string): PhoneNumber[] {
    return this.#rows.filter((row) => row.clientId === clientId && row.userId === userId);
  }

  find(clientId: string, userId: string, id: string): PhoneNumber | undefined {
    return this.of(clientId, userId).find((row) => String(row.id) === id);
  }

  /** Whoever has this number already. */
  ownerOf(phoneNumber: string): string | undefined {
    return this.#rows.find((row) => row.phoneNumber === phoneNumber)?.userId;
  }

  add(row: Omit<PhoneNumber, 'id'>): PhoneNumber {
    const added = { id: this.#nextId, ...row };
    this.#nextId += 1;
    this.#rows = [...this.#rows, added].slice(-CAPACITY);
    return added;
  }

  remove(removed: PhoneNumber): void {
    this.#rows = this.#rows.filter((row) => row !== removed);
  }

  clear(): void {
    this.#rows = [];
    this.#nextId = FIRST_ID;
  }
}

import type { Environment } from '#lib/env/wise';

/** What a command is given by scripts/command.mjs, which alone knows where things lie. Asking for an address may start the embedded database. */
export type Place = {
  /** The database by role connect_owner: MIGRATION_DATABASE_URL, or the embedded one. */
  ownerUrl(): Promise<string>;
  /** The vault's own settings, its database and keys among them. */
  vaultSettings(): Promise<Readonly<Record<string, string>>>;
  /** Who types, for the audit trail. */
  operator: string;
};

/** What is printed (to standard error unless `exitCode` is 0), and how the process ends. */
export type Result = {
  text: string;
  exitCode: 0 | 1 | 2;
  /** Said on standard error: standard output has what was asked for. */
  isNote?: true;
};

/** What was asked for is so now; also where it was so before, as with a hold that is in force. */
export const done = (text: string): Result => ({ text, exitCode: 0 });
/** It is not so, or that is not known; what was changed all the same stands in the text. */
export const refused = (text: string): Result => ({ text, exitCode: 1 });
/** Nothing was done: this vault has no client at that environment of Wise. */
export const notSetUp = (environment: Environment): Result =>
  refused(
    `Wise's ${environment} is not set up here: no client ID (WISE_${environment.toUpperCase()}_CLIENT_ID in .env.vault).`,
  );
/** The words on the command line make no sense. */
export const misread = (text: string): Result => ({ text, exitCode: 2 });

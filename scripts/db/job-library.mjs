// What is used of the job library before a vault runs. A file of its own, so that it can be built.
export { Logger, runMigrations } from 'graphile-worker';

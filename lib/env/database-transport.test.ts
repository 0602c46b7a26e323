import { describe, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { withClient } from '#scripts/db/roles';
import { assertSafeTransport, transportProblem } from './database-transport.mjs';

const FAR = 'postgresql://connect_web:hunter2@db.example.com:5432/connect';

describe('a PostgreSQL address', () => {
  it.each([
    'postgresql://connect_web:pw@127.0.0.1:5432/connect',
    'postgresql://connect_web:pw@localhost/connect',
    'postgresql://connect_web:pw@[::1]:5432/connect',
    'postgresql:///connect?host=/var/run/postgresql',
    'postgresql://connect_web@%2Fvar%2Frun%2Fpostgresql/connect',
    `${FAR}?sslmode=verify-full`,
    `${FAR}?sslmode=verify-full&sslrootcert=/etc/ssl/db.pem`,
  ])('%s is as safe as it can be', (address) => {
    expect(transportProblem(address)).toBeUndefined();
  });

  it.each([
    FAR,
    `${FAR}?sslmode=disable`,
    `${FAR}?sslmode=prefer`,
    `${FAR}?sslmode=require`,
    `${FAR}?sslmode=verify-ca`,
    `${FAR}?sslmode=no-verify`,
    `${FAR}?ssl=true`,
    `${FAR}?sslmode=verify-full&sslmode=disable`,
    'postgresql://connect_web:hunter2@10.0.0.5/connect',
    'postgresql://connect_web:hunter2@localhost.example.com/connect',
    'postgresql://connect_web:hunter2@127.0.0.1/connect?host=db.example.com',
    'postgresql://connect_web:hunter2@a.example.com,127.0.0.1/connect',
  ])('%s off this machine without checked TLS is refused, with what to write', (address) => {
    const problem = transportProblem(address);
    expect(problem).toContain('sslmode=verify-full');
    expect(problem).not.toContain('hunter2');
  });

  it.each([
    'p#s',
    '1#2',
    'p/s',
    '12/3',
    'p?s',
    '12?3',
    'hunter2@ss/word',
    'hunter2@ss?word',
    'hunter2@ss#word',
  ])(
    'with the raw password %s says what to write, and neither looks up nor prints a part of it',
    (password) => {
      const problem = transportProblem(`postgresql://connect_web:${password}@127.0.0.1:5432/connect`);
      expect(problem).toContain('# is %23, @ is %40, / is %2F, ? is %3F');
      expect(problem).not.toMatch(/hunter2|word@|ss[/?#]/);
    },
  );

  it.each([
    'schema=public',
    'pgbouncer=true&connection_limit=5',
    'options=-c%20search_path%3Devil',
    'query_timeout=0',
    'application_name=x',
    'channel_binding=require',
    'target_session_attrs=read-write',
    'hunter2=x',
  ])('with ?%s is refused: nothing would read it, or it would undo a limit of ours', (options) => {
    for (const address of [
      `${FAR}?sslmode=verify-full&${options}`,
      `postgresql://u:pw@127.0.0.1/connect?${options}`,
    ]) {
      const problem = transportProblem(address);
      expect(problem).toContain('has an option that is not read here');
      expect(problem).not.toContain('hunter2');
    }
  });

  it('of another kind is named as that', () => {
    expect(transportProblem('mysql://root:hunter2@x/y')).toBe('must be a postgresql:// address');
  });

  it('without a host is refused: the shell would decide where it goes', () => {
    expect(transportProblem('postgresql:///connect')).toContain('host');
  });

  it('that is not safe is opened by nothing: no process and no command', async () => {
    expect(() => assertSafeTransport(FAR)).toThrow('sslmode=verify-full');
    expect(() => openDatabase(FAR, { applicationName: 'test' })).toThrow('sslmode=verify-full');
    await expect(withClient(FAR, async () => undefined)).rejects.toThrow('sslmode=verify-full');
  });
});

import { emulatorForTests } from '#testing/emulator-for-tests';
import { MADE, registrationOf, userMaker } from '#testing/made-user';
import { aNumber, describeExamples, type Example, like, UUID } from './example';

const wise = emulatorForTests();
const partner = userMaker(wise);
const set = (settings: Record<string, unknown>) => wise.control('PUT', '/settings', settings);

const notNull = (path: string) => ({ code: 'NotNull', message: 'must not be null', path, arguments: [path] });
const TAKEN = {
  code: 'NOT_UNIQUE',
  message: "You're already a member. Please login",
  path: 'email',
};

const SIGN_UPS: readonly Example[] = [
  {
    section: '7.1',
    what: 'somebody exists',
    source: 'documented',
    ask: () => partner.exists({ email: 'ada@wise-user.example' }),
    says: { status: 200, body: { exists: true } },
  },
  {
    section: '7.3',
    what: 'a new user',
    source: 'documented',
    ask: () => partner.signUp(),
    says: {
      status: 200,
      body: { id: aNumber(), name: null, email: MADE.email, active: true, details: null },
    },
  },
  {
    section: '7.3',
    what: 'an e-mail that is taken, as openapi.yml has it',
    source: 'documented',
    ask: () => partner.signUp({ ...MADE, email: 'ada@wise-user.example' }),
    says: {
      status: 409,
      body: {
        errors: [
          {
            ...TAKEN,
            arguments: ['email', 'class com.transferwise.fx.api.ApiRegisterCommand', 'ada@wise-user.example'],
          },
        ],
      },
    },
  },
  {
    section: '7.3',
    what: 'an e-mail that is taken, as the errors page has it',
    source: 'documented',
    ask: async () => {
      await set({ takenEmailArguments: 'masked' });
      return partner.signUp({ ...MADE, email: 'ada@wise-user.example' });
    },
    says: {
      status: 409,
      body: { errors: [{ ...TAKEN, arguments: ['email', 'ad****@wise-user.example'] }] },
    },
  },
  {
    section: '7.3',
    what: 'no fields: the arguments',
    source: 'assumed',
    ask: () => partner.signUp({}),
    says: { status: 400, body: { errors: [notNull('email'), notNull('registrationCode')] } },
  },
  {
    section: '7.3',
    what: 'a short code: the arguments',
    source: 'assumed',
    ask: () => partner.signUp({ ...MADE, registrationCode: 'short' }),
    says: {
      status: 400,
      body: {
        errors: [
          {
            code: 'Size',
            message: 'size must be between 32 and 2147483647',
            path: 'registrationCode',
            arguments: ['registrationCode'],
          },
        ],
      },
    },
  },
  {
    section: '7.3',
    what: 'no e-mail: the arguments',
    source: 'assumed',
    ask: () => partner.signUp({ ...MADE, email: 'nobody' }),
    says: {
      status: 422,
      body: {
        errors: [
          { code: 'ERROR', message: 'Please provide a valid email', path: 'email', arguments: ['email'] },
        ],
      },
    },
  },
  {
    section: '7.4',
    what: 'a code for the link by which the user takes the account over',
    source: 'documented',
    ask: async () => {
      await partner.signUp();
      return partner.claim((await wise.token(registrationOf())).body.access_token);
    },
    says: { status: 200, body: { claimAccountCode: like(UUID) } },
  },
];

describeExamples('users by API', SIGN_UPS);

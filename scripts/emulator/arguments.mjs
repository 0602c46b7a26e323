const OPTIONS = {
  EMULATOR_PORT: '--port',
  EMULATOR_MTLS_PORT: '--mtls-port',
  EMULATOR_MTLS_FOLDER: '--mtls-folder',
  EMULATOR_CLIENTS: '--clients',
  EMULATOR_CLIENT_ID: '--client-id',
  EMULATOR_CLIENT_SECRET: '--client-secret',
  EMULATOR_REDIRECT_URI: '--redirect-uri',
  EMULATOR_NAME: '--name',
};

/**
 * @param {Record<string, string | undefined>} environment
 * @returns {string[]} what it says, as options of the emulator's command; options that follow win
 */
export function emulatorArguments(environment) {
  return Object.entries(OPTIONS).flatMap(([name, option]) => {
    const value = environment[name];
    return value ? [`${option}=${value}`] : [];
  });
}

import { Secret } from '#lib/log/secret';

/** One setting as people may see it. */
export type ShownSetting = {
  name: string;
  isSet: boolean;
  /** null: it is not set, or nobody may read it here. */
  value: string | null;
};

/**
 * The settings of a process, for people: the values of those that are named here, and of all others only whether they are set.
 * A secret has no value in it, whoever names it.
 */
export function showSettings(
  env: Readonly<Record<string, unknown>>,
  names: readonly string[],
  readable: ReadonlySet<string>,
): ShownSetting[] {
  return names.map((name) => {
    const value = env[name];
    const isSet = value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
    const isReadable = isSet && readable.has(name) && !(value instanceof Secret);
    return { name, isSet, value: isReadable ? textOf(value) : null };
  });
}

function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
}

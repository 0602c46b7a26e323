import { staffSettingsMessages as messages } from '#web/messages/staff/settings';
import type { ProcessSetting, SettingGroup } from '#web/settings/groups';
import { Card } from '../../ui/card';

type SettingGroupsProps = { groups: readonly (readonly [SettingGroup, readonly ProcessSetting[]])[] };

/** The settings by subject: their names, their values where those may be read, else whether they are set. */
export function SettingGroups({ groups }: SettingGroupsProps) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      {groups.map(([group, settings]) => (
        <Group key={group} group={group} settings={settings} />
      ))}
    </div>
  );
}

function Group({ group, settings }: { group: SettingGroup; settings: readonly ProcessSetting[] }) {
  const { title, text, docs } = messages.groups[group];
  return (
    <Card aria-labelledby={`settings-${group}`} className="min-w-0">
      <h2 id={`settings-${group}`} className="font-semibold text-lg">
        {title}
      </h2>
      <p className="mt-1 mb-4 text-muted text-sm leading-6">
        {text} {messages.docs(docs)}
      </p>
      <dl className="divide-y divide-line">
        {settings.map((setting) => (
          <Setting
            key={`${setting.process} ${setting.name}`}
            setting={setting}
            isTwice={settings.some((other) => other !== setting && other.name === setting.name)}
          />
        ))}
      </dl>
    </Card>
  );
}

function Setting({ setting, isTwice }: { setting: ProcessSetting; isTwice: boolean }) {
  const { name, process, isSet, value } = setting;
  return (
    <div className="py-2 first:pt-0 last:pb-0">
      <dt className="text-muted text-sm leading-6">
        <code className="select-all wrap-anywhere">{name}</code>
        {isTwice ? ` ${messages.ofProcess(messages.process[process])}` : null}
      </dt>
      <dd className="wrap-anywhere">
        {value === null ? (
          <span className={isSet ? undefined : 'text-muted'}>{isSet ? messages.set : messages.notSet}</span>
        ) : (
          <bdi>{value}</bdi>
        )}
      </dd>
    </div>
  );
}

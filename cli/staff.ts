// npm run staff:add | staff:list | staff:role | staff:disable | staff:enable | staff:rebind | staff:passkey-code
import { misread, type Place, type Result } from '#cli/place';
import { addColleague } from '#cli/staff/add';
import { changeRole } from '#cli/staff/change-role';
import { disableColleague } from '#cli/staff/disable';
import { enableColleague } from '#cli/staff/enable';
import { listColleagues } from '#cli/staff/list';
import { readOrder } from '#cli/staff/order';
import { makeCodeFor } from '#cli/staff/passkey-code';

export { USAGE } from '#cli/staff/order';

import { bindColleague, releaseColleagues } from '#cli/staff/rebind';

/** Who works here is written by role connect_owner alone: the web's role may not, whatever happens to the web server. */
export async function run(words: readonly string[], place: Place): Promise<Result> {
  const order = readOrder(words);
  if ('problem' in order) return misread(order.problem);
  const ownerUrl = await place.ownerUrl();
  switch (order.act) {
    case 'add':
      return addColleague(ownerUrl, order);
    case 'list':
      return listColleagues(ownerUrl);
    case 'role':
      return changeRole(ownerUrl, order);
    case 'disable':
      return disableColleague(ownerUrl, order.email);
    case 'enable':
      return enableColleague(ownerUrl, order.email);
    case 'passkey-code':
      return makeCodeFor(ownerUrl, order.email);
    case 'release':
      return releaseColleagues(ownerUrl, order.of);
    case 'bind':
      return bindColleague(ownerUrl, order);
  }
}

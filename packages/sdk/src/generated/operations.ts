// Written by `npm run openapi` from docs/partner-api.openapi.json. Do not edit.
export const OPERATIONS: {
  readonly [name: string]: { method: string; address: string; path: string[]; query: string[] };
} = {
  listConnections: {"method":"GET","address":"/v1/connections","path":[],"query":["status","environment","profile_id","customer_subject","limit","cursor"]},
  getConnection: {"method":"GET","address":"/v1/connections/{id}","path":["id"],"query":[]},
  getAccessToken: {"method":"GET","address":"/v1/connections/{id}/access-token","path":["id"],"query":["min_ttl","rejected_version"]},
  rejectAccessToken: {"method":"POST","address":"/v1/connections/{id}/access-token/rejections","path":["id"],"query":[]},
  getApplicationToken: {"method":"GET","address":"/v1/application-token","path":[],"query":["environment"]},
  getWiseUser: {"method":"GET","address":"/v1/customers/{id}/wise-user","path":["id"],"query":["environment"]},
  createWiseUser: {"method":"POST","address":"/v1/customers/{id}/wise-user","path":["id"],"query":[]},
  createClaimLink: {"method":"POST","address":"/v1/customers/{id}/wise-user/claim-link","path":["id"],"query":[]},
  listEvents: {"method":"GET","address":"/v1/events","path":[],"query":["after","limit"]},
  listWiseEvents: {"method":"GET","address":"/v1/wise-events","path":[],"query":["after","limit"]},
  getScaChallenge: {"method":"GET","address":"/v1/sca-challenges/{id}","path":["id"],"query":[]},
  sendPhoneCode: {"method":"POST","address":"/v1/sca-challenges/{id}/phone-code","path":["id"],"query":[]},
  passFactor: {"method":"POST","address":"/v1/sca-challenges/{id}/factors","path":["id"],"query":[]},
  createScaSession: {"method":"POST","address":"/v1/connections/{id}/sca-session","path":["id"],"query":[]},
  enrolFactor: {"method":"POST","address":"/v1/connections/{id}/sca-factors","path":["id"],"query":[]},
  createConnectSession: {"method":"POST","address":"/v1/connect-sessions","path":[],"query":[]},
  getConnectSession: {"method":"GET","address":"/v1/connect-sessions/{id}","path":["id"],"query":[]},
  completeConnectSession: {"method":"POST","address":"/v1/connect-sessions/{id}/complete","path":["id"],"query":[]},
  createPortalSession: {"method":"POST","address":"/v1/portal-sessions","path":[],"query":[]},
  completePortalSession: {"method":"POST","address":"/v1/portal-sessions/{id}/complete","path":["id"],"query":[]},
  endPortalSession: {"method":"POST","address":"/v1/portal-sessions/{id}/end","path":["id"],"query":[]},
};

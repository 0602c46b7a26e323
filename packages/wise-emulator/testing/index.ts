/** For tests of what talks to Wise: its users, client certificates, and the comparison with Wise's OpenAPI document. */
export { type Contract, readContract } from '#contract/contract';
export { openapiFile } from '#contract/openapi-file';
export { Recorder } from '#contract/recorder';
export { CertificateAuthority } from '#emulator/kernel/store/mtls/certificate-authority';
export { eventually } from './eventually';
export { PIA } from './made-user';
export { getIdentity, makeCsr } from './partner-certificate';
export { selfSigned } from './self-signed';
export { giveAccess } from './wise-customer';

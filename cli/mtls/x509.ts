// The library's container wants this polyfill before it is loaded: the order of these two lines matters.
import 'reflect-metadata';

export { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';

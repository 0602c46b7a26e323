import { z } from 'zod';

/** https://developer.hashicorp.com/vault/api-docs/secret/transit: what we read of its answers. */
export const ciphertextSchema = z.object({ data: z.object({ ciphertext: z.string().min(1).max(8_192) }) });
export const plaintextSchema = z.object({ data: z.object({ plaintext: z.string().max(8_192) }) });
export const keySchema = z.object({
  data: z.object({
    type: z.string(),
    exportable: z.boolean(),
    derived: z.boolean(),
    allow_plaintext_backup: z.boolean(),
  }),
});
export const errorsSchema = z.object({ errors: z.array(z.string()) });

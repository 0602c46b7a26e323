-- Whose external id it is: the partner's own, or a subject of its OpenID provider (EXTERNAL_ID_ISSUER). Another issuer may give the
-- same one to somebody else, who must not find it in an export or erase it.
ALTER TABLE "vault"."import_rows" ADD COLUMN "issuer" TEXT NOT NULL DEFAULT 'partner';
ALTER TABLE "vault"."import_rows" ALTER COLUMN "issuer" DROP DEFAULT;

-- A person's accounts go when their erasure begins; what waits for a file of grants names them by nothing else.
CREATE FUNCTION "vault"."forget_import_rows"() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM vault.import_rows WHERE external_id = OLD.subject AND issuer = OLD.issuer;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION "vault"."forget_import_rows"() FROM PUBLIC;
CREATE TRIGGER "customer_accounts_import_rows" AFTER DELETE ON "customer_accounts"
  FOR EACH ROW EXECUTE FUNCTION "vault"."forget_import_rows"();

-- When the partner's back end last said that Wise does not take the stored access token, and we asked Wise: each such word
-- costs at most one refresh, and one connection's are bounded (design 4.13).
ALTER TABLE "vault"."grants" ADD COLUMN "rejected_at" TIMESTAMPTZ(6);

-- The staff's page of a customer lists the Wise users that were made for them.
CREATE INDEX "wise_registrations_customer_id_idx" ON "wise_registrations" ("customer_id");

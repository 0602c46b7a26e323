-- What Wise told of a person is found by whom it is about: most events have no effect, and name no connection. An export has it, and an
-- erasure deletes it.
CREATE INDEX "webhook_events_of_subjects" ON "vault"."webhook_events" ("subject_id") WHERE "subject_id" IS NOT NULL;

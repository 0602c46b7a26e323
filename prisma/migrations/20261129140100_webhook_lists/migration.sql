-- The staff's list of deliveries is narrowed by type or by outcome and read newest first. Most events are only kept: those
-- with another outcome have an index of their own.
CREATE INDEX "webhook_events_event_type_id_idx" ON "vault"."webhook_events" ("event_type", "id");
CREATE INDEX "webhook_events_outcome" ON "vault"."webhook_events" ("outcome", "id") WHERE "outcome" <> 'kept';

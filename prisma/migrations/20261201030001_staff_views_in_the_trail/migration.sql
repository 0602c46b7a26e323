-- Web writes a person's own views, and says so in the trail.
INSERT INTO "audit_actions_of_web" ("action") VALUES ('staff_view.saved'), ('staff_view.removed');

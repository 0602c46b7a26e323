-- What staff are told by email and in their chat (design 4.19). Web sends both, as it sends customers' notices.

-- What somebody chose; without a row their role decides (the view below).
CREATE TABLE "staff_notification_choices" (
    "staff_id" UUID NOT NULL,
    "alarms" TEXT NOT NULL,
    "owned" TEXT NOT NULL,
    "approvals" TEXT NOT NULL,
    -- The hour of the daily digest, in their own zone; null: none.
    "digest_hour" INTEGER,
    -- The signed head of the audit trail, each day.
    "audit_heads" BOOLEAN NOT NULL,
    -- Null: the deployment's.
    "time_zone" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_notification_choices_pkey" PRIMARY KEY ("staff_id"),
    CONSTRAINT "staff_notification_choices_words" CHECK ("alarms" IN ('at_once', 'digest', 'off')
      AND "owned" IN ('at_once', 'digest', 'off') AND "approvals" IN ('at_once', 'off')),
    CONSTRAINT "staff_notification_choices_hour" CHECK ("digest_hour" BETWEEN 0 AND 23),
    CONSTRAINT "staff_notification_choices_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff" ("id")
      ON DELETE CASCADE ON UPDATE CASCADE
);

-- What everybody is told who may sign in.
CREATE VIEW "staff_notification_settings" AS
  SELECT s.id AS staff_id, s.role,
    coalesce(c.alarms, CASE WHEN s.role IN ('operator', 'admin') THEN 'at_once' ELSE 'off' END) AS alarms,
    coalesce(c.owned, 'at_once') AS owned,
    coalesce(c.approvals, 'at_once') AS approvals,
    CASE WHEN c.staff_id IS NOT NULL THEN c.digest_hour WHEN s.role IN ('operator', 'admin') THEN 8 END AS digest_hour,
    coalesce(c.audit_heads, false) AS audit_heads,
    c.time_zone
  FROM public.staff AS s LEFT JOIN public.staff_notification_choices AS c ON c.staff_id = s.id
  WHERE s.disabled_at IS NULL;

ALTER TABLE "staff_mails" DROP CONSTRAINT "staff_mails_kind";
ALTER TABLE "staff_mails" ADD CONSTRAINT "staff_mails_kind" CHECK ("kind" IN
  ('invitation', 'review_due', 'alarm', 'approval_waiting', 'connections_lost', 'digest', 'audit_head'));
-- What the mail is about: codes, ids and counts. The words are web's.
ALTER TABLE "staff_mails" ADD COLUMN "about" JSONB NOT NULL DEFAULT '{}';
-- The same news is told to somebody once.
ALTER TABLE "staff_mails" ADD COLUMN "news" TEXT;
CREATE UNIQUE INDEX "staff_mails_staff_id_news_key" ON "staff_mails" ("staff_id", "news");

CREATE TABLE "staff_chat_messages" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "about" JSONB NOT NULL DEFAULT '{}',
    "news" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_until" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "staff_chat_messages_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "staff_chat_messages_kind" CHECK ("kind" IN ('alarm', 'alarm_over', 'approval_waiting', 'audit_head'))
);
CREATE UNIQUE INDEX "staff_chat_messages_news_key" ON "staff_chat_messages" ("news");
CREATE INDEX "staff_chat_messages_waiting" ON "staff_chat_messages"
  ((coalesce("claimed_until", '-infinity'::timestamptz)), "created_at") WHERE "sent_at" IS NULL AND "attempts" < 9;
CREATE INDEX "staff_chat_messages_created_at_idx" ON "staff_chat_messages" ("created_at");

GRANT SELECT, INSERT, UPDATE ON "staff_notification_choices" TO connect_web;
GRANT SELECT ON "staff_notification_settings" TO connect_web;
GRANT INSERT ("staff_id", "kind", "about", "news", "sent_at") ON "staff_mails" TO connect_web;
GRANT SELECT ON "staff_chat_messages" TO connect_web;
GRANT INSERT ("kind", "about", "news") ON "staff_chat_messages" TO connect_web;
GRANT UPDATE ("claimed_until", "sent_at", "attempts") ON "staff_chat_messages" TO connect_web;
GRANT SELECT, DELETE ON "staff_chat_messages" TO connect_vault;

INSERT INTO "audit_actions_of_web" ("action") VALUES ('staff.notifications_changed') ON CONFLICT DO NOTHING;

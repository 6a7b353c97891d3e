-- What is decided of a dead letter, and by which commit it was carried out: 0 while it is parked.
ALTER TABLE dead_letter
  ADD COLUMN attempts    integer NOT NULL DEFAULT 1,
  ADD COLUMN verdict     text COLLATE "C",
  ADD COLUMN decided_by  text COLLATE "C",
  ADD COLUMN decided_why text COLLATE "C",
  ADD COLUMN decided_ms  bigint,
  ADD COLUMN settled_n   bigint NOT NULL DEFAULT 0;

DROP INDEX dead_letter_by_key;
CREATE INDEX dead_letter_by_key ON dead_letter(target, space, kind, key, version)
  WHERE target IS NOT NULL AND settled_n = 0;
CREATE INDEX dead_letter_parked ON dead_letter(partition, position) WHERE settled_n = 0;
CREATE INDEX dead_letter_decided ON dead_letter(partition, position)
  WHERE settled_n = 0 AND verdict IS NOT NULL;
CREATE INDEX dead_letter_settled ON dead_letter(partition, settled_n) WHERE settled_n > 0;

-- What is decided of a dead letter, and by which commit it was carried out: 0 while it is parked.
ALTER TABLE dead_letter ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dead_letter ADD COLUMN verdict TEXT;
ALTER TABLE dead_letter ADD COLUMN decided_by TEXT;
ALTER TABLE dead_letter ADD COLUMN decided_why TEXT;
ALTER TABLE dead_letter ADD COLUMN decided_ms INTEGER;
ALTER TABLE dead_letter ADD COLUMN settled_n INTEGER NOT NULL DEFAULT 0;

CREATE INDEX dead_letter_parked ON dead_letter(partition, position) WHERE settled_n = 0;
CREATE INDEX dead_letter_decided ON dead_letter(partition, position)
  WHERE settled_n = 0 AND verdict IS NOT NULL;
CREATE INDEX dead_letter_settled ON dead_letter(partition, settled_n) WHERE settled_n > 0;

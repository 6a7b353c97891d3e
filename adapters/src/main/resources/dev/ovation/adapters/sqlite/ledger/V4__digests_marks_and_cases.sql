-- The digest of the rows that hold the value, see RowDigest; for a counter its total's seal. Null:
-- not summed yet, in a ledger that was made before.
ALTER TABLE count ADD COLUMN high INTEGER;
ALTER TABLE count ADD COLUMN low INTEGER;
DROP TABLE digest;

-- Changes that no commit made. A commit gives what it changes a new n, and the product deletes
-- tombstones only: whatever does otherwise is noted here by the database itself.
CREATE TABLE edit(
  id     INTEGER PRIMARY KEY AUTOINCREMENT, -- a number that was forgotten must not come back
  target INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  what   TEXT NOT NULL
);
CREATE INDEX edit_by_kind ON edit(target, kind);

CREATE TRIGGER interaction_updated AFTER UPDATE ON interaction
WHEN NEW.n = OLD.n AND (NEW.value IS NOT OLD.value OR NEW.version <> OLD.version
  OR NEW.at <> OLD.at OR NEW.target <> OLD.target OR NEW.kind <> OLD.kind
  OR NEW.actor <> OLD.actor)
BEGIN
  INSERT INTO edit(target, kind, what) VALUES (OLD.target, OLD.kind, 'row updated');
  INSERT INTO edit(target, kind, what) SELECT NEW.target, NEW.kind, 'row updated'
    WHERE NEW.target <> OLD.target OR NEW.kind <> OLD.kind;
END;
CREATE TRIGGER interaction_deleted AFTER DELETE ON interaction WHEN OLD.value IS NOT NULL
BEGIN
  INSERT INTO edit(target, kind, what) VALUES (OLD.target, OLD.kind, 'row deleted');
END;
CREATE TRIGGER count_updated AFTER UPDATE ON count
WHEN NEW.n = OLD.n AND (NEW.total <> OLD.total OR NEW.high IS NOT OLD.high
  OR NEW.low IS NOT OLD.low OR NEW.target <> OLD.target OR NEW.kind <> OLD.kind
  OR NEW.value <> OLD.value)
BEGIN
  INSERT INTO edit(target, kind, what) VALUES (OLD.target, OLD.kind, 'count updated');
  INSERT INTO edit(target, kind, what) SELECT NEW.target, NEW.kind, 'count updated'
    WHERE NEW.target <> OLD.target OR NEW.kind <> OLD.kind;
END;
CREATE TRIGGER count_deleted AFTER DELETE ON count
BEGIN
  INSERT INTO edit(target, kind, what) VALUES (OLD.target, OLD.kind, 'count deleted');
END;

-- What is believed to be wrong, and what became of it.
CREATE TABLE repair_case(
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  partition INTEGER NOT NULL,
  space     TEXT NOT NULL,
  target    TEXT NOT NULL,
  kind      TEXT NOT NULL,
  cause     TEXT NOT NULL,
  evidence  TEXT NOT NULL,
  found_by  TEXT NOT NULL,
  found_ms  INTEGER NOT NULL,
  state     TEXT NOT NULL,
  closed_ms INTEGER NOT NULL DEFAULT 0, -- 0: open
  outcome   TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX repair_case_open ON repair_case(space, target, kind) WHERE closed_ms = 0;
CREATE INDEX repair_case_due ON repair_case(partition, id) WHERE state = 'due';
CREATE INDEX repair_case_by_time ON repair_case(found_ms);
CREATE INDEX repair_case_closed ON repair_case(closed_ms) WHERE closed_ms > 0;

-- Where those who go through the ledger stand.
CREATE TABLE bookmark(
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL
) WITHOUT ROWID;

-- The digest of the rows that hold the value, see RowDigest; for a counter its total's seal. Null:
-- not summed yet, in a ledger that was made before.
ALTER TABLE count ADD COLUMN high bigint, ADD COLUMN low bigint;
DROP TABLE digest;

-- Changes that no commit made. A commit gives what it changes a new n, and the product deletes
-- tombstones only: whatever does otherwise is noted here by the database itself.
CREATE TABLE edit(
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target text COLLATE "C" NOT NULL,
  space  text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  what   text NOT NULL
);
CREATE INDEX edit_by_kind ON edit(target, space, kind);

-- Whoever edits by hand may have another search path, and no rights on the table of edits. The lock
-- makes numbers come in the order of commits: whoever forgets edits up to one has seen all before.
CREATE FUNCTION note_edit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(TG_TABLE_SCHEMA || '.edit', 0));
  EXECUTE format(
      'INSERT INTO %I.edit(target, space, kind, what) SELECT DISTINCT target, space, kind, $7'
      || ' FROM (VALUES ($1, $2, $3), ($4, $5, $6)) AS touched(target, space, kind)'
      || ' WHERE target LIKE ''%%:%%''', TG_TABLE_SCHEMA)
    USING OLD.target, OLD.space, OLD.kind, NEW.target, NEW.space, NEW.kind, TG_ARGV[0];
  RETURN NULL;
END $$;

CREATE TRIGGER interaction_updated AFTER UPDATE ON interaction FOR EACH ROW
  WHEN (NEW.n = OLD.n AND NEW IS DISTINCT FROM OLD) EXECUTE FUNCTION note_edit('row updated');
CREATE TRIGGER interaction_deleted AFTER DELETE ON interaction FOR EACH ROW
  WHEN (OLD.value IS NOT NULL) EXECUTE FUNCTION note_edit('row deleted');
CREATE TRIGGER count_updated AFTER UPDATE ON count FOR EACH ROW
  WHEN (NEW.n = OLD.n AND NEW IS DISTINCT FROM OLD) EXECUTE FUNCTION note_edit('count updated');
CREATE TRIGGER count_deleted AFTER DELETE ON count FOR EACH ROW
  EXECUTE FUNCTION note_edit('count deleted');

-- What is believed to be wrong, and what became of it.
CREATE TABLE repair_case(
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  partition integer NOT NULL,
  space     text COLLATE "C" NOT NULL,
  target    text COLLATE "C" NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  cause     text COLLATE "C" NOT NULL,
  evidence  text NOT NULL,
  found_by  text NOT NULL,
  found_ms  bigint NOT NULL,
  state     text COLLATE "C" NOT NULL,
  closed_ms bigint NOT NULL DEFAULT 0, -- 0: open
  outcome   text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX repair_case_open ON repair_case(space, target, kind) WHERE closed_ms = 0;
CREATE INDEX repair_case_due ON repair_case(partition, id) WHERE state = 'due';
CREATE INDEX repair_case_by_time ON repair_case(found_ms);
CREATE INDEX repair_case_closed ON repair_case(closed_ms) WHERE closed_ms > 0;

-- Where those who go through the ledger stand.
CREATE TABLE bookmark(
  name text COLLATE "C" PRIMARY KEY,
  text text NOT NULL
);

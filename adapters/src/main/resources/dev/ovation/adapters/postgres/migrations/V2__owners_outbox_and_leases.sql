-- What several nodes need of the ledger that they share.

-- The owner's epoch is in the row that every transaction of the partition locks first: whoever has
-- the lock knows whether it is the owner still.
ALTER TABLE position ADD COLUMN epoch bigint NOT NULL DEFAULT 0;

-- One number for all partitions. It is a row and not a sequence: the lock on it, held until the
-- commit, makes a snapshot that sees one generation see all before, and what they were made of.
INSERT INTO setting(name, number) VALUES ('generation', 0);

-- Events that are committed here and still to go to the log, or whose copy is yet to be met there.
CREATE TABLE outbox(
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  n         bigint NOT NULL,
  version   bigint NOT NULL,
  partition integer NOT NULL,
  sent      boolean NOT NULL DEFAULT false,
  counted   boolean NOT NULL, -- an addition to a counter
  target    text COLLATE "C" NOT NULL,
  space     text COLLATE "C" NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  key       text COLLATE "C" NOT NULL, -- of the event's entry: an actor, a token or a version
  event     bytea NOT NULL
) WITH (autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.02);
CREATE INDEX outbox_by_key ON outbox(target, space, kind, key);
CREATE INDEX outbox_by_commit ON outbox(partition, n, id);
CREATE INDEX outbox_unsent ON outbox(partition, id) WHERE NOT sent;
-- For purging tokens: how old the oldest addition is.
CREATE INDEX outbox_counted ON outbox(partition, version) WHERE counted;

-- What is parked is read by key where the hot store does not know it. Null: the bytes could not be
-- read. Letters that are there already get theirs from the next migration, which can read events.
ALTER TABLE dead_letter
  ADD COLUMN target  text COLLATE "C",
  ADD COLUMN space   text COLLATE "C",
  ADD COLUMN kind    text COLLATE "C",
  ADD COLUMN key     text COLLATE "C",
  ADD COLUMN version bigint;
CREATE INDEX dead_letter_by_key ON dead_letter(target, space, kind, key, version)
  WHERE target IS NOT NULL;

-- Rows are never deleted: the token of a name must not go back.
CREATE TABLE lease(
  name   text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL, -- for people
  token  bigint NOT NULL,
  until  timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

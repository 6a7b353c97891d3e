-- Where the partitions of counters begin; 0: counters are among registers, as in ledgers that were
-- made before counters had partitions of their own.
INSERT INTO setting(name, number) SELECT 'counters_from', 0 FROM setting WHERE name = 'partitions';

-- Counters that changed since their last checkpoint. A row is written once, at the first change: a
-- counter that changes in every commit costs a look into the key.
CREATE TABLE checkpoint_due(
  since_ms  bigint NOT NULL,
  since_h   bigint NOT NULL, -- the offset before the first change
  taken_n   bigint, -- the commit that a checkpoint which is on its way was made at
  partition integer NOT NULL,
  target    text COLLATE "C" NOT NULL,
  space     text COLLATE "C" NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  PRIMARY KEY (target, space, kind)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
-- Which have waited longest, and up to where nothing is due.
CREATE INDEX checkpoint_due_by_age ON checkpoint_due(partition, since_ms);
CREATE INDEX checkpoint_due_by_offset ON checkpoint_due(partition, since_h);

-- The newest checkpoint of each counter that was met in the log, by the partition of registers that
-- it goes to. Room is left in each page because only what is not in an index changes.
CREATE TABLE checkpoint(
  total      bigint NOT NULL,
  h          bigint NOT NULL,
  n          bigint NOT NULL,
  covered    bigint NOT NULL,
  version    bigint NOT NULL,
  at         bigint NOT NULL,
  restored_h bigint NOT NULL DEFAULT 0, -- where the count began with a total of that offset
  partition  integer NOT NULL, -- that of the counter
  target     text COLLATE "C" NOT NULL,
  space      text COLLATE "C" NOT NULL,
  kind       text COLLATE "C" NOT NULL,
  PRIMARY KEY (target, space, kind)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX checkpoint_by_partition ON checkpoint(partition);

-- The greatest offset of a checkpoint that the partition was restored from; 0: it was not.
ALTER TABLE position ADD COLUMN restored_h bigint NOT NULL DEFAULT 0;

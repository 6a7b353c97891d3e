-- Texts are stored as they are, not as numbers from a dictionary: no two partitions then ever touch
-- the same row, so their transactions neither wait for each other nor deadlock. The collation is C
-- everywhere: lists are merged by code points elsewhere, and the order of any other collation
-- depends on the machine's libraries.

CREATE TABLE setting(
  name   text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL
);

-- Every transaction of a partition locks its row first.
CREATE TABLE position(
  partition integer PRIMARY KEY,
  n         bigint NOT NULL,
  h         bigint NOT NULL,
  version   bigint NOT NULL
) WITH (fillfactor = 20, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE interaction(
  version bigint NOT NULL,
  at      bigint NOT NULL, -- milliseconds of the Unix epoch
  n       bigint NOT NULL,
  target  text COLLATE "C" NOT NULL, -- type:id
  space   text COLLATE "C" NOT NULL,
  kind    text COLLATE "C" NOT NULL,
  actor   text COLLATE "C" NOT NULL,
  value   text COLLATE "C", -- null: a tombstone
  PRIMARY KEY (target, space, kind, actor)
) WITH (
  -- Lists read the indexes alone only where vacuum has been since; the defaults wait for a fifth of
  -- the table to change.
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);
-- Who, newest first. The value comes before the time so that a list of one value reads only its
-- own rows; a list of all merges one such list for each value.
CREATE INDEX interaction_who ON interaction(target, space, kind, value, at DESC, actor)
  INCLUDE (version, n) WHERE value IS NOT NULL;
-- Mine, newest first. Tombstones are in it because an actor's view holds them.
CREATE INDEX interaction_mine ON interaction(actor, space, kind, at DESC, target)
  INCLUDE (value, version, n);
-- For purging old tombstones.
CREATE INDEX interaction_tombstone ON interaction(version) WHERE value IS NULL;

-- Kinds that ever had a row: the others are counters, which keep none.
CREATE TABLE register_kind(
  kind text COLLATE "C" PRIMARY KEY
);

-- The room that is left in each page lets a total change without touching the index.
CREATE TABLE count(
  total  bigint NOT NULL,
  n      bigint NOT NULL,
  target text COLLATE "C" NOT NULL,
  space  text COLLATE "C" NOT NULL,
  kind   text COLLATE "C" NOT NULL,
  value  text COLLATE "C" NOT NULL,
  PRIMARY KEY (target, space, kind, value)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE token(
  version bigint NOT NULL,
  at      bigint NOT NULL,
  n       bigint NOT NULL,
  target  text COLLATE "C" NOT NULL,
  space   text COLLATE "C" NOT NULL,
  kind    text COLLATE "C" NOT NULL,
  key     text COLLATE "C" NOT NULL,
  PRIMARY KEY (target, space, kind, key)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX token_by_version ON token(version);

CREATE TABLE dead_letter(
  partition integer NOT NULL,
  position  bigint NOT NULL,
  readable  boolean NOT NULL, -- the bytes are an encoded event
  bytes     bytea NOT NULL,
  reason    text NOT NULL,
  parked_ms bigint NOT NULL,
  PRIMARY KEY (partition, position)
);

CREATE TABLE audit(
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  space  text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  at_ms  bigint NOT NULL,
  what   text NOT NULL,
  before text NOT NULL,
  after  text NOT NULL,
  cause  text NOT NULL,
  by     text NOT NULL
);
CREATE INDEX audit_by_target ON audit(target, space, id);

-- Running sums of row digests, see RowDigest.
CREATE TABLE digest(
  partition integer NOT NULL,
  bucket    integer NOT NULL,
  high      bigint NOT NULL,
  low       bigint NOT NULL,
  PRIMARY KEY (partition, bucket)
) WITH (fillfactor = 30);

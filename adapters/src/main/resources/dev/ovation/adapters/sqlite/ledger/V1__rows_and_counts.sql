CREATE TABLE setting(
  name   TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) WITHOUT ROWID;

-- Dictionaries: everything else holds integers. Their numbers mean nothing outside this file.
CREATE TABLE name( -- spaces, types, kinds and values
  id       INTEGER PRIMARY KEY,
  text     TEXT NOT NULL UNIQUE,
  has_rows INTEGER NOT NULL DEFAULT 0 -- 1: a kind that ever had a row, so not a counter
);
CREATE TABLE actor(
  id    INTEGER PRIMARY KEY,
  space INTEGER NOT NULL,
  text  TEXT NOT NULL,
  UNIQUE(space, text)
);
CREATE TABLE target(
  id    INTEGER PRIMARY KEY,
  space INTEGER NOT NULL,
  type  INTEGER NOT NULL,
  text  TEXT NOT NULL,
  UNIQUE(space, text, type)
);

CREATE TABLE interaction(
  target  INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  actor   INTEGER NOT NULL,
  value   INTEGER,          -- null: a tombstone
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL, -- milliseconds of the Unix epoch
  n       INTEGER NOT NULL,
  PRIMARY KEY(target, kind, actor)
) WITHOUT ROWID;
-- Who, newest first. The value comes before the time so that a list of one value reads only its
-- own rows; a list of all values merges one such list for each value that has a count.
CREATE INDEX interaction_who ON interaction(target, kind, value, at DESC) WHERE value IS NOT NULL;
-- Mine, newest first. Tombstones are in it because an actor's view holds them.
CREATE INDEX interaction_mine ON interaction(actor, kind, at DESC, value);

-- For purging old tombstones.
CREATE INDEX interaction_tombstone ON interaction(version) WHERE value IS NULL;

CREATE TABLE count(
  target INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  value  INTEGER NOT NULL,
  total  INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY(target, kind, value)
) WITHOUT ROWID;

CREATE TABLE position(
  partition INTEGER PRIMARY KEY,
  n         INTEGER NOT NULL,
  h         INTEGER NOT NULL,
  version   INTEGER NOT NULL
);

CREATE TABLE token(
  target  INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  version INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY(target, kind, key)
) WITHOUT ROWID;
CREATE INDEX token_by_version ON token(version);

CREATE TABLE dead_letter(
  partition INTEGER NOT NULL,
  position  INTEGER NOT NULL,
  readable  INTEGER NOT NULL, -- 1: the bytes are an encoded event
  bytes     BLOB NOT NULL,
  reason    TEXT NOT NULL,
  parked_ms INTEGER NOT NULL,
  PRIMARY KEY(partition, position)
) WITHOUT ROWID;

CREATE TABLE audit(
  id     INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  at_ms  INTEGER NOT NULL,
  what   TEXT NOT NULL,
  before TEXT NOT NULL,
  after  TEXT NOT NULL,
  cause  TEXT NOT NULL,
  by     TEXT NOT NULL
);
CREATE INDEX audit_by_target ON audit(target, id);

-- Running sums of row digests, see RowDigest.
CREATE TABLE digest(
  partition INTEGER NOT NULL,
  bucket    INTEGER NOT NULL,
  high      INTEGER NOT NULL,
  low       INTEGER NOT NULL,
  PRIMARY KEY(partition, bucket)
) WITHOUT ROWID;

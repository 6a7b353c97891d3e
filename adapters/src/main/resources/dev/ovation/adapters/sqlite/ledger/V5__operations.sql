-- Work that takes longer than a request, and where it stands.
CREATE TABLE operation(
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  space      TEXT NOT NULL,
  parameters TEXT NOT NULL, -- lines of name=value
  asked_by   TEXT NOT NULL,
  state      TEXT NOT NULL,
  done       INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  bookmark   TEXT NOT NULL,
  worked_ms  INTEGER NOT NULL,
  detail     TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ended_ms   INTEGER NOT NULL
);
CREATE INDEX operation_running ON operation(id) WHERE state = 'running';

-- What registers held before an operation unset them, to be set again if somebody says so.
CREATE TABLE archived(
  space         TEXT NOT NULL,
  target        TEXT NOT NULL,
  kind          TEXT NOT NULL,
  actor         TEXT NOT NULL,
  value         TEXT NOT NULL,
  at            INTEGER NOT NULL,
  unset_version INTEGER NOT NULL, -- 0 while it is not known
  operation     INTEGER NOT NULL,
  PRIMARY KEY(space, target, kind, actor)
) WITHOUT ROWID;
CREATE INDEX archived_actor ON archived(space, actor, target, kind);
CREATE INDEX archived_open ON archived(operation) WHERE unset_version = 0;

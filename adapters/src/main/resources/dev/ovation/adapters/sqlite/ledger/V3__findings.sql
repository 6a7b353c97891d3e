-- What watchers found: views that did not show an event they had to show.
CREATE TABLE finding(
  space            TEXT NOT NULL,
  target           TEXT NOT NULL,
  kind             TEXT NOT NULL,
  key              TEXT NOT NULL, -- an actor, or the key of a counter's event
  expected_version INTEGER NOT NULL,
  view             TEXT NOT NULL,
  window_ms        INTEGER NOT NULL,
  partition        INTEGER NOT NULL,
  position         INTEGER NOT NULL,
  passed           INTEGER NOT NULL, -- the position that the view had passed
  expected_value   TEXT,
  found_version    INTEGER NOT NULL,
  found_value      TEXT,
  cause            TEXT NOT NULL,
  found_ms         INTEGER NOT NULL,
  PRIMARY KEY(space, target, kind, key, expected_version, view, window_ms)
) WITHOUT ROWID;
CREATE INDEX finding_by_time ON finding(found_ms);

-- Checks by the hour, counted in hours since the Unix epoch.
CREATE TABLE watch_tally(
  hour      INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  space     TEXT NOT NULL,
  view      TEXT NOT NULL,
  window_ms INTEGER NOT NULL,
  checked   INTEGER NOT NULL,
  behind    INTEGER NOT NULL,
  wrong     INTEGER NOT NULL,
  PRIMARY KEY(hour, partition, space, view, window_ms)
) WITHOUT ROWID;

-- Other numbers of an hour that add up: coverage, and how often a lag was met.
CREATE TABLE watch_figure(
  hour      INTEGER NOT NULL,
  partition INTEGER NOT NULL,
  name      TEXT NOT NULL,
  value     INTEGER NOT NULL,
  PRIMARY KEY(hour, partition, name)
) WITHOUT ROWID;

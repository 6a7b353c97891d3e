-- What watchers found: views that did not show an event they had to show.
CREATE TABLE finding(
  space            text COLLATE "C" NOT NULL,
  target           text COLLATE "C" NOT NULL,
  kind             text COLLATE "C" NOT NULL,
  key              text COLLATE "C" NOT NULL, -- an actor, or the key of a counter's event
  expected_version bigint NOT NULL,
  view             text NOT NULL,
  window_ms        bigint NOT NULL,
  partition        integer NOT NULL,
  position         bigint NOT NULL,
  passed           bigint NOT NULL, -- the position that the view had passed
  expected_value   text,
  found_version    bigint NOT NULL,
  found_value      text,
  cause            text NOT NULL,
  found_ms         bigint NOT NULL,
  PRIMARY KEY (space, target, kind, key, expected_version, view, window_ms)
);
CREATE INDEX finding_by_time ON finding(found_ms);

-- Checks by the hour, counted in hours since the Unix epoch.
CREATE TABLE watch_tally(
  hour      bigint NOT NULL,
  partition integer NOT NULL,
  space     text COLLATE "C" NOT NULL,
  view      text NOT NULL,
  window_ms bigint NOT NULL,
  checked   bigint NOT NULL,
  behind    bigint NOT NULL,
  wrong     bigint NOT NULL,
  PRIMARY KEY (hour, partition, space, view, window_ms)
);

-- Other numbers of an hour that add up: coverage, and how often a lag was met.
CREATE TABLE watch_figure(
  hour      bigint NOT NULL,
  partition integer NOT NULL,
  name      text COLLATE "C" NOT NULL,
  value     bigint NOT NULL,
  PRIMARY KEY (hour, partition, name)
);

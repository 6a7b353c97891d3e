-- Work that takes longer than a request, and where it stands.
CREATE TABLE operation(
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text COLLATE "C" NOT NULL,
  space      text COLLATE "C" NOT NULL,
  parameters text NOT NULL, -- lines of name=value
  asked_by   text NOT NULL,
  state      text COLLATE "C" NOT NULL,
  done       bigint NOT NULL,
  total      bigint NOT NULL,
  bookmark   text NOT NULL,
  worked_ms  bigint NOT NULL,
  detail     text NOT NULL,
  started_ms bigint NOT NULL,
  ended_ms   bigint NOT NULL
);
CREATE INDEX operation_running ON operation(id) WHERE state = 'running';

-- What registers held before an operation unset them, to be set again if somebody says so.
CREATE TABLE archived(
  space         text COLLATE "C" NOT NULL,
  target        text COLLATE "C" NOT NULL,
  kind          text COLLATE "C" NOT NULL,
  actor         text COLLATE "C" NOT NULL,
  value         text COLLATE "C" NOT NULL,
  at            bigint NOT NULL,
  unset_version bigint NOT NULL, -- 0 while it is not known
  operation     bigint NOT NULL,
  PRIMARY KEY (space, target, kind, actor)
);
CREATE INDEX archived_actor ON archived(space, actor, target, kind);
CREATE INDEX archived_open ON archived(operation) WHERE unset_version = 0;

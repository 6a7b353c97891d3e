-- Durable likes of random actors on random targets, for wrk:
--   wrk -t2 -c256 -d20s --latency -s bench/wrk/put-likes.lua http://127.0.0.1:8893
-- Environment: ACTORS (100000), TARGETS (10000), SEED (1). Give each run a seed of its own: with the
-- same one it likes again what the run before has liked.
local actors = tonumber(os.getenv("ACTORS") or "100000")
local targets = tonumber(os.getenv("TARGETS") or "10000")
local base = tonumber(os.getenv("SEED") or "1")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(base * 1000 + number)
end

function request()
  local path = "/v1/targets/video:" .. math.random(targets) .. "/like/u" .. math.random(actors)
  return wrk.format("PUT", path)
end

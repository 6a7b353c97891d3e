-- Durable likes of random actors on random targets, for wrk:
--   wrk -t2 -c256 -d20s --latency -s bench/wrk/put-likes.lua http://127.0.0.1:8893
-- Environment: ACTORS (100000), TARGETS (10000).
local actors = tonumber(os.getenv("ACTORS") or "100000")
local targets = tonumber(os.getenv("TARGETS") or "10000")
local threads = 0

function setup(thread)
  thread:set("seed", threads)
  threads = threads + 1
end

function init(args)
  math.randomseed(20261101 + seed)
end

function request()
  local path = "/v1/targets/video:" .. math.random(targets) .. "/like/u" .. math.random(actors)
  return wrk.format("PUT", path)
end

-- Claims. ARGV[2] is the epoch of the owner that asks.
--
-- RULE (place lease): whoever has claimed the partition with the highest epoch makes and renews its
-- place, and nobody else.
local EPOCH = ARGV[2]
local claimed = tonumber(redis.call('HGET', P, 'e') or 0)

-- Whether the owner is the newest. It is written down only where it is new, so that asking again
-- costs no write.
local function claim()
  if claimed > tonumber(EPOCH) then return false end
  if claimed < tonumber(EPOCH) then
    though_memory_is_full()
    redis.call('HSET', P, 'e', EPOCH)
  end
  return true
end

-- RULE: a deadline goes by this server's clock and is absolute, so that what was held up on its way
-- extends nothing.
local function is_current(run, deadline)
  return run == RUN and tonumber(deadline) > now
end

-- What stands there: time, deadline, and the place as `standing` tells it; or time and the
-- generation of the last one.
local function claimed_answer(deadline)
  if cold then return { 'CLAIMED', text(now), g or '0' } end
  return { 'CLAIMED', text(now), text(deadline), g, place[3], place[4], place[5], sizes() }
end

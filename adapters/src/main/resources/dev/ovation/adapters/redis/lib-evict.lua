-- RULE: bases and views are evicted by us and by nobody else; entries never are.
--
-- The one of a few random ones that was not looked at for the longest time goes, as in the
-- server's own allkeys-lru: the server notes for every key when it was met last, so reading costs
-- no write. Returns how many went.
local EVICTION_SAMPLE = 8

local function evict(set, key_of, keep, excess, drop)
  local evicted = 0
  while excess() do
    local coldest, idle_most = nil, -1
    for _, member in ipairs(redis.call('SRANDMEMBER', set, EVICTION_SAMPLE)) do
      if member ~= keep then
        local idle = redis.call('OBJECT', 'IDLETIME', key_of(member))
        -- One that is not there any more is the first to be taken off the list.
        idle = idle or math.huge
        if idle > idle_most then coldest, idle_most = member, idle end
      end
    end
    if not coldest then break end
    drop(coldest)
    evicted = evicted + 1
  end
  return evicted
end

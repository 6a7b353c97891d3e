-- Actor views. KEYS[1] is a bucket of actors, which is one slot; everything of an actor is in it.
-- ARGV[1] is the run id of the server that this connection reaches.
--
--   <bucket>  a hash: vc views, vb their bytes     <bucket>:vs  whose views there are
--   <bucket>:v:<actor>  a view: r run id, g generation of its snapshot, c complete, z bytes,
--                       @<target> a confirmed row
--   <bucket>:l:<actor>  the lease of a fill: run id and token
--
-- RULE: a view or lease written on another server run is missing. Views hold CONFIRMED ROWS ONLY.
local B, RUN = KEYS[1], ARGV[1]
local VIEW_OVERHEAD, ROW_OVERHEAD = 256, 40

local function view_of(actor) return B .. ':v:' .. actor end

local function lease_of(actor) return B .. ':l:' .. actor end

local function newer(a, b)
  if #b <= 1 then return #a > 1 end
  if #a <= 1 then return false end
  local a_high, a_low = struct.unpack('>I4I4', a)
  local b_high, b_low = struct.unpack('>I4I4', b)
  return a_high > b_high or (a_high == b_high and a_low > b_low)
end

local function drop_view(actor)
  local bytes = redis.call('HGET', view_of(actor), 'z')
  if bytes then
    redis.call('DEL', view_of(actor))
    redis.call('HINCRBY', B, 'vc', -1)
    redis.call('HINCRBY', B, 'vb', -tonumber(bytes))
  end
  redis.call('SREM', B .. ':vs', actor)
end

local function view_sizes()
  return redis.call('HMGET', B, 'vc', 'vb')
end

-- Makes room; the view of `keep` stays.
local function evict_views(keep, bytes_max)
  return evict(B .. ':vs', view_of, keep,
    function() return tonumber(redis.call('HGET', B, 'vb') or 0) > bytes_max end, drop_view)
end
